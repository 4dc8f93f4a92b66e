import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { StepContract } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import type { ChildArtifact, ChildOutput, Progress, StepEvent } from '../child/protocol';
import type { DuckSession } from '../data/duckdb';
import type { TableView } from '../data/table-view';

export type { TableView };

/** What is connected to one input. Exactly one of `table`, `json` and a bare `path` is set, by the port's type. */
export type JobInput = {
  title: string;
  artifact: ChildArtifact;
  table?: TableView;
  json?: Json;
  /** Path of a tar or other file. */
  path?: string;
  /** Of a reference to a batch: its id. */
  batch?: string;
};

/** Everything a step may use. It is given no database and no address, and writes into `folder` only. */
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
  /** What references are beside artifacts, by name. */
  facts: Readonly<Record<string, JsonObject>>;
  seed: number;
  folder: string;
  limits: { threads: number; memoryMegabytes: number };
  signal: AbortSignal;
  log(level: 'debug' | 'info' | 'warning' | 'error', text: string): void;
  progress(progress: Progress): void;
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

/** Learns the constants of a row-wise step from `job.fit`; the host applies the plan to all rows. */
export type FitExecutor<Params> = { kind: 'fit'; fit(job: ExecutorJob<Params>): Promise<JsonObject> };

/** A row-wise step without constants: the contract's `toPlan` is all there is. */
export type PlanExecutor = { kind: 'plan' };

export type ExecutorFor<C extends StepContract> =
  | RunExecutor<z.output<C['params']>>
  | FitExecutor<z.output<C['params']>>
  | PlanExecutor;
