import type { z } from 'zod';
import type { Right } from '../access/roles';
import type { PipelineErrorOptions } from '../errors';
import type { PlanNode } from '../features/feature-plan';
import type { Fitted } from '../features/fitted';
import type { JsonObject } from '../json';
import type { Task } from '../release/signature';
import type { Queue } from '../run/run-spec';
import type { PortType } from '../schema/port-type';
import type { PropagatedSchema } from '../schema/propagated';
import type { Part, TableSchema } from '../schema/table-schema';
import type { SearchMetric } from '../search/outcome';
import type { Dimension, SearchSpace } from '../search/space';
import type { Method, Settings } from '../search/trial';
import type { TriedOn } from '../search/tried-on';
import type { Cluster } from './queue-of';

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
  /** Which table is meant, as a sentence, where several would fit. */
  hint?: string;
};

/** Behaviour the engine reads instead of comparing types (steps.md). All are false unless set. */
export type StepFlags = {
  /** Compiles to plan nodes, so it can be part of a feature plan. */
  rowWise?: boolean;
  /** Learns constants from rows: on a Split from train rows only. */
  fits?: boolean;
  /**
   * May give train rows other cells than its plan does: each encoded without its own label. All other rows and requests
   * follow the plan.
   */
  outOfFold?: boolean;
  seesLabel?: boolean;
  seesFuture?: boolean;
  changesRowCount?: boolean;
  /** Chooses, orders or marks rows and changes no cell: the feature plan goes on unchanged. */
  keepsColumns?: boolean;
  /** Puts the rows in an order of its own. */
  ordersRows?: boolean;
  deterministic?: boolean;
  /** Always runs in a child process of its own. */
  ownProcess?: boolean;
  /** Runs what its author wrote: in a process of its own, on copies of its inputs. */
  foreignCode?: boolean;
  /** Does its work in another program than Node: no inspector can be opened on it. */
  notInNode?: boolean;
  /** Makes the same bytes with any number of threads, so it gets the cores that the steps beside it leave. */
  team?: boolean;
  /** Causes something outside the run: never cached. */
  effect?: boolean;
  /** Reads from addresses or folders outside: the host hands it its secret and says what it may reach. */
  outside?: boolean;
  /** Puts the rows of its inputs one below the other. */
  stacksRows?: boolean;
  /** A trainer that looks at the target only. */
  ignoresFeatures?: boolean;
  /** Its model comes from elsewhere, as a file or from code of others: no runtime of ours fits it. */
  foreignModel?: boolean;
};

/**
 * Which rows a cell is made from, seen from its own row: that row; earlier ones; earlier ones and itself; later ones;
 * all of them.
 */
export type Looks = 'row' | 'before' | 'past' | 'ahead' | 'all';

/** Where a column that comes out of a step is made from: what the leakage lint follows (validate/leaks). */
export type ColumnSource = {
  column: string;
  from: readonly { port: string; column: string /** Which of several tables at the port. */; at?: number }[];
  looks: Looks;
  /** The columns that make the groups within which `all` rows are read. */
  within?: readonly string[];
  /** Settings with which the column would read nothing that leaks. */
  safer?: { title: string; params: JsonObject };
};

/** How a step hands out the marks train, validation and test. */
export type SplitWay = {
  /** `chance` knows nothing of neighbours; `rule` is the author's own. */
  by: 'chance' | 'order' | 'group' | 'time' | 'rule';
  column?: string;
  parts: readonly Part[];
};

/** What a search knows of a trainer: what it can learn, and which settings are worth trying. */
export type Trains = {
  tasks: readonly Task[];
  /**
   * Learns round by round: a fit can be watched, asked for the best so far, and goes on where it was cut off. Its runtime
   * is `resumable`.
   */
  inRounds?: boolean;
  /** A fit tells its loss on rows it does not learn from while it runs: always, or with these settings. */
  heldOutCurve?: true | NonNullable<Dimension['when']>;
  /** By parameter. None: there is nothing to search, as with what every model must beat. */
  space: Readonly<Record<string, Dimension>>;
  /** The parameter that a fit takes longer with and learns more by, and how far a search may lower and raise it. */
  resource?: { param: string; least: number; most: number };
  /** What every model must beat: a search that has nothing else yet goes on for a model. */
  isBaseline?: true;
  /** Reads numbers without gaps only: texts are encoded, cells filled and numbers scaled before, where nobody draws it. */
  numbersOnly?: boolean;
  /** Where "Find a good model" tries it; everywhere when absent. */
  triedOn?: TriedOn;
};

/** One kind of model in a search. */
export type SearchFamily = {
  /** Step type that each trial fits, and its settings that stay. */
  trainer: string;
  params: JsonObject;
  space: SearchSpace;
  method: Method;
  /** How many trials there are, and how many of them in one round. */
  trials: number;
  atOnce: number;
  /** Tried before all others: the settings one would begin with by hand. */
  start?: Settings;
  /** What the rows go through before, one step behind the other. */
  prepare: readonly { type: string; params: JsonObject }[];
  /** Tried only where the target asks for one of these; in any case when absent. */
  tasks?: readonly Task[];
  /** ... and where the rows are like this. */
  triedOn?: TriedOn;
};

/** What a step that searches is made of in a run (plan/expand-search.ts). */
export type SearchPlan = {
  families: readonly SearchFamily[];
  metric: SearchMetric;
  /** No trial begins later than so many minutes after the first; null: all are done. */
  minutes: number | null;
  /** Trials worse than the median of those before are stopped early; not of a method that itself gives the best more. */
  stopPoor?: boolean;
  /** By what the task is told, where some kinds of models suit only some. */
  predicts?: { target: string; task: 'auto' | 'classification' | 'regression' };
};

/** A thing outside the graph, resolved to artifacts when the run starts. */
export type StepReference =
  /** `batch` as `readBatchChoice` reads it (ingest/batch-choice.ts): the latest, one, or several as one table. */
  | { name: string; kind: 'batch'; dataset: string; batch: 'latest' | 'all' | string }
  | { name: string; kind: 'release'; model: string; release: 'latest' | 'champion' | string }
  | { name: string; kind: 'source'; source: string }
  /** `publish`: the view need not be there yet, and its rows are not read. */
  | { name: string; kind: 'feature-view'; view: string; use: 'read' | 'publish' }
  /** A file that was uploaded for this step, byte for byte; `file` is what it was called. */
  | { name: string; kind: 'upload'; hash: string; file: string };

/** A finding while drawing; `param` names the field it belongs to, `fix` a step that would mend it, with settings of its own. */
export type StepIssue = {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  param?: string;
  port?: string;
  fix?: { addStep: string; title: string; params?: JsonObject };
};

/**
 * What is known of things outside the graph while drawing, by the names of `references`: the table a reference leads
 * to, `null` when the thing is gone, nothing when it has not been looked up.
 */
export type SchemaContext = { references: Readonly<Record<string, TableSchema | BatchTables | null | undefined>> };

/** Batches of a dataset with the same columns, by their numbers; roles are those of the batch with most rows. */
export type BatchGroup = { batches: readonly number[]; table: TableSchema };

/** Tables of several batches that are read as one, in groups of the same columns, by the first batch of each. */
export type BatchTables = {
  several: readonly BatchGroup[];
  /** More than are read as one table. */
  tooMany?: true;
  /** What the author should know of batches that are left out, in sentences. */
  warnings?: readonly string[];
};

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
  /** Not for drawings: pipelines that the platform makes use it. */
  hidden?: boolean;
  params: Params;
  /** What a new step starts with where the defaults, by which older drawings are read, are not what most want. */
  initial?: JsonObject;
  inputs: Record<string, PortSpec>;
  outputs: Record<string, PortSpec>;
  /**
   * Inputs nobody connects, by name: each gets the table where the feature plan of another input starts, so that a step
   * can look at cells as they came (plan/plan-origin.ts).
   */
  origins?: Readonly<Record<string, string>>;
  flags: StepFlags;
  /** Opens a fold region of so many folds: the steps from here to those that gather run once per fold (validate/fold-regions.ts). */
  folds?(params: z.output<Params>): number;
  /** Ends a fold region: on all train rows the step also gets what each fold made on `output`, at the undrawn input `input`. */
  gathers?: { output: string; input: string };
  /** What whoever starts a run of this step may do beside `run`: the step does it in that person's name. */
  right?: Right;
  /** The queue it goes to; `cluster`: what the workers of now have. */
  needs: Queue | ((params: z.output<Params>, cluster: Cluster) => Queue);
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
  /** False where a step that `fits` has nothing to learn with these settings (a constant, edges of one's own). */
  learns?(params: z.output<Params>, table: TableSchema | null): boolean;
  /** Steps that are neither row-wise nor keep the columns: where each column comes from, as far as it is known. */
  sources?(params: z.output<Params>, inputs: Readonly<Record<string, readonly TableSchema[]>>): ColumnSource[];
  /** Steps with which a person says what to predict: the parameter that marks the target for all steps behind. */
  marksTarget?: string;
  /** The parameter that must be on for it; without one the step marks whenever a target is chosen. */
  marksWhen?: string;
  /** Steps that split: how with these settings, and settings that would split in another way, the best first. */
  splits?: {
    way(params: z.output<Params>, table: TableSchema | null): SplitWay;
    by(way: { by: 'group' | 'time'; column: string }): { params: JsonObject; sorted: boolean }[];
  };
  /** Steps that leave one row of each value of these columns, of all columns when there is none. */
  keepsOneOf?(params: z.output<Params>): readonly string[];
  /** Steps that draw classes in another proportion than they have: by which column, and settings that would not. */
  rebalances?(params: z.output<Params>): { column: string; even: JsonObject } | null;
  /** Steps that join a left and a right table. */
  joins?: {
    keys(params: z.output<Params>, left: TableSchema, right: TableSchema): readonly { left: string; right: string }[];
    /** True where any right row with the key is taken, whenever it was known. */
    atAnyTime(params: z.output<Params>): boolean;
    /** True where right rows come out that no left row has the key of. */
    keepsRight(params: z.output<Params>): boolean;
    /** Settings that take the latest right row at the time of the left one. */
    asOf(times: { left: string; right: string }): JsonObject;
  };
  /** Steps that train a model. */
  trains?: Trains;
  /** Steps that try many settings: rounds of trials run before it, and it decides between them. */
  searches?(params: z.output<Params>): SearchPlan;
  /** Steps that choose between models: the parameter that says on which rows. */
  choosesOn?: { param: string; models: string; rows: string };
  /**
   * Settings for some of the rows, without what they say of all of them, and a sentence about what is left out; null when
   * they say nothing of the kind. A preview uses them.
   */
  onSomeRows?(params: z.output<Params>): { params: JsonObject; leftOut: string } | null;
  /** Why a row of this input is not among the rows that come out, as a sentence about the row (follow/). */
  whyDropped?(params: z.output<Params>, input: string): string;
  /** Why rows that come out cannot be followed to those that went in: a step that neither keeps numbers nor tells the origin. */
  untraceable?: string;
  /** Columns a row-wise step reads as another type: cells it cannot read become missing, and the log counts them. */
  converts?(params: z.output<Params>, input: TableSchema): string[];
};

/** Declares a step type. One file, one call, one line in the catalogue. */
export function defineStep<const Type extends string, Params extends z.ZodObject>(
  contract: StepContract<Type, Params>,
): StepContract<Type, Params> {
  return contract;
}
