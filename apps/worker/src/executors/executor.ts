import type { PlanNode } from '@millrace/pipeline-core/features';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { TrialTask } from '@millrace/pipeline-core/search';
import type { StepContract } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import type { ChildArtifact, ChildOutput, Progress, StepEvent } from '../child/protocol';
import type { DuckSession } from '../data/duckdb';
import type { RowRun } from '../data/preview/choose-places';
import type { TableView } from '../data/table-view';
import type { GuestGrant } from '../guests/guest-grant';
import type { OutsideGrant } from '../outside/outside-grant';
import type { FitContext } from '../runtimes/model-runtime';

export type { TableView };

/** What is connected to one input. Exactly one of `table`, `json` and a bare `path` is set, by the port's type. */
export type JobInput = {
  title: string;
  artifact: ChildArtifact;
  table?: TableView;
  json?: Json;
  /** Path of a tar or other file. */
  path?: string;
  /** Of a file that a source brought: what is known of it beside its bytes. */
  facts?: Json;
  /** Of a reference to a batch: its id. */
  batch?: string;
};

/**
 * Parts of the work of a row-wise step: learning, computing and packing the columns it makes, taking over the others, and
 * writing all of them where they cannot be taken over. Whoever listens is told when one begins, so that a bench can say
 * where the time went.
 */
export type StepPart = 'learn' | 'make' | 'splice' | 'write';

/** How a long fit is watched, asked for the best so far, and outlives its process. */
export type FitLink = Pick<FitContext, 'device' | 'finish' | 'checkpoint' | 'point'>;

/** Everything a step may use. It is given no database, and writes into `folder` only. */
export type ExecutorJob<Params = JsonObject> = {
  params: Params;
  title: string;
  type: string;
  inputs: Record<string, JobInput[]>;
  /** The first table input, cut to train rows (the whole table when there is no split). */
  fit?: TableView;
  /** Validation rows of that table; null when the split has none. Never test rows. */
  validation?: TableView | null;
  references: Record<string, JobInput[]>;
  /** For which fold this is, in a fold region: the rows it holds out are the test rows of its tables (data/fold-view.ts). */
  fold?: number;
  /** Of one trial of a search: what it is told. Its parameters have the proposed settings already. */
  trial?: TrialTask;
  /** What references are beside artifacts, by name. */
  facts: Readonly<Record<string, JsonObject>>;
  /** Only for steps that read from outside: their secret and what they may reach. */
  outside?: OutsideGrant;
  /** The Python environments of this worker; absent where it has none. */
  guests?: GuestGrant;
  seed: number;
  folder: string;
  limits: { threads: number; memoryMegabytes: number };
  /** How far the clock that counts, the database's, is ahead of this machine's, in milliseconds; absent where nobody knows. */
  clockAhead?: number;
  signal: AbortSignal;
  /** Aborted when the step has ended, however it did: what it started beside itself ends with it. */
  over: AbortSignal;
  log(level: 'debug' | 'info' | 'warning' | 'error', text: string): void;
  progress(progress: Progress): void;
  part(part: StepPart): void;
  /** Only where somebody looks: the names of the columns to write of those that a row-wise step makes; left out, all. */
  lookAt?(made: { columns: readonly { name: string }[]; nodes: readonly PlanNode[] }): readonly string[];
  /**
   * Only where somebody looks: which rows to write of tables that are put one below the other, given how many each has;
   * counted through all of them, in order. Left out, all.
   */
  chooseRows?(sizes: readonly number[]): readonly RowRun[];
  fitting: FitLink;
  session: DuckSession;
};

export type ExecutorResult = {
  outputs: ChildOutput[];
  events?: StepEvent[];
  /** False: another run may make something else, though the step is deterministic as a type. It is not used again. */
  repeats?: boolean;
};

/** Runs a step that is not row-wise. */
export type RunExecutor<Params> = {
  kind: 'run';
  /** The data engine works on one thread: sums of decimal numbers depend on how threads share the rows. */
  oneThread?: boolean;
  run(job: ExecutorJob<Params>): Promise<ExecutorResult>;
};

/** Cells that train rows get instead of those of the plan: a relation with `__row` and these columns. */
export type OutOfFold = { relation: string; columns: readonly string[] };

/** Learns the constants of a row-wise step from `job.fit`; the host applies the plan to all rows. */
export type FitExecutor<Params> = {
  kind: 'fit';
  /**
   * Whether all threads may learn: true where nothing but counts, places in an order and least or greatest values is
   * learned. Sums of decimal numbers depend on how threads share the rows.
   */
  anyThreads?(params: Params): boolean;
  fit(job: ExecutorJob<Params>): Promise<JsonObject>;
  /** For contracts with the flag `outOfFold`: what train rows get, or null when they follow the plan as well. */
  outOfFold?(job: ExecutorJob<Params>, state: JsonObject): Promise<OutOfFold | null>;
  /** Outputs beside the table and what was learned, by port: figures for people. */
  report?(state: JsonObject): Record<string, JsonObject>;
};

/** A row-wise step without constants: the contract's `toPlan` is all there is. */
export type PlanExecutor = { kind: 'plan' };

export type ExecutorFor<C extends StepContract> =
  | RunExecutor<z.output<C['params']>>
  | FitExecutor<z.output<C['params']>>
  | PlanExecutor;
