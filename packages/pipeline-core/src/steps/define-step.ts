import type { z } from 'zod';
import type { Right } from '../access/roles';
import type { PipelineErrorOptions } from '../errors';
import type { PlanNode } from '../features/feature-plan';
import type { Fitted } from '../features/fitted';
import type { PortType } from '../schema/port-type';
import type { PropagatedSchema } from '../schema/propagated';
import type { TableSchema } from '../schema/table-schema';

export const stages = [
  'ingest',
  'prepare',
  'features',
  'split',
  'train',
  'evaluate',
  'release',
  'score',
  'monitor',
  'code',
] as const;
export type Stage = (typeof stages)[number];

/** `as:<input>`: the output has the type of what is connected there (Table stays Table, Split stays Split). */
export type PortSpec = {
  type: PortType | `as:${string}`;
  title: string;
  many?: boolean;
  optional?: boolean;
};

/** Behaviour the engine reads instead of comparing types (steps.md). All are false unless set. */
export type StepFlags = {
  /** Compiles to plan nodes, so it can be part of a feature plan. */
  rowWise?: boolean;
  /** Learns constants from rows: on a Split from train rows only. */
  fits?: boolean;
  seesLabel?: boolean;
  seesFuture?: boolean;
  changesRowCount?: boolean;
  /** Chooses, orders or marks rows and changes no cell: the feature plan goes on unchanged. */
  keepsColumns?: boolean;
  deterministic?: boolean;
  /** Always runs in a child process of its own. */
  ownProcess?: boolean;
  /** Causes something outside the run: never cached. */
  effect?: boolean;
};

/** A thing outside the graph, resolved to artifacts when the run starts. */
export type StepReference =
  | { name: string; kind: 'batch'; dataset: string; batch: 'latest' | string }
  | { name: string; kind: 'release'; model: string; release: 'latest' | 'champion' | string }
  /** `publish`: the view need not be there yet, and its rows are not read. */
  | { name: string; kind: 'feature-view'; view: string; use: 'read' | 'publish' };

/** A finding while drawing; `param` names the field it belongs to, `fix` a step that would mend it. */
export type StepIssue = {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  param?: string;
  port?: string;
  fix?: { addStep: string; title: string };
};

/**
 * What is known of things outside the graph while drawing, by the names of `references`: the table a reference leads
 * to, `null` when the thing is gone, nothing when it has not been looked up.
 */
export type SchemaContext = { references: Readonly<Record<string, TableSchema | null | undefined>> };

export type SchemaInference = { outputs: Record<string, PropagatedSchema>; issues: StepIssue[] };

export type StepContract<Type extends string = string, Params extends z.ZodObject = z.ZodObject> = {
  type: Type;
  version: number;
  stage: Stage;
  title: string;
  /** One sentence for the palette, then Markdown for the documentation page. */
  summary: string;
  doc: string;
  /** Other words people search for ("one-hot"). */
  synonyms: readonly string[];
  /** lucide icon name. */
  icon: string;
  params: Params;
  inputs: Record<string, PortSpec>;
  outputs: Record<string, PortSpec>;
  /**
   * Inputs nobody connects, by name: each gets the table where the feature plan of another input starts, so that a step
   * can look at cells as they came (plan/plan-origin.ts).
   */
  origins?: Readonly<Record<string, string>>;
  flags: StepFlags;
  /** What whoever starts a run of this step may do beside `run`: the step does it in that person's name. */
  right?: Right;
  needs: 'cpu' | 'gpu' | 'python';
  /** Rough cost for the plan, of `rows` input rows on one core. */
  cost(params: z.output<Params>, rows: number): { seconds: number; megabytes: number };
  /** Line under the node's title: the settings that matter ("L2, strength 1.0"). */
  describe(params: z.output<Params>): string;
  /**
   * The limit of time that the author sets in the parameters, and the error for running longer. The worker ends the
   * process of a step that does not stop by itself, so it belongs to steps with `ownProcess`.
   */
  ownLimit?(params: z.output<Params>, title: string): { seconds: number; error: PipelineErrorOptions };
  references?(params: z.output<Params>): StepReference[];
  inferSchema(
    params: z.output<Params>,
    inputs: Record<string, PropagatedSchema[]>,
    context?: SchemaContext,
  ): SchemaInference;
  /** Schema of `Fitted.state`, for steps that fit. */
  fitted?: z.ZodType;
  /**
   * Plan nodes of a row-wise step over a table with these columns. `fitted` is null while drawing: then a step that
   * fits returns nodes with the right names and types only where it can.
   */
  toPlan?(params: z.output<Params>, fitted: Fitted | null, input: TableSchema): PlanNode[];
  /** Columns a row-wise step reads as another type: cells it cannot read become missing, and the log counts them. */
  converts?(params: z.output<Params>, input: TableSchema): string[];
};

/** Declares a step type. One file, one call, one line in the catalogue. */
export function defineStep<const Type extends string, Params extends z.ZodObject>(
  contract: StepContract<Type, Params>,
): StepContract<Type, Params> {
  return contract;
}
