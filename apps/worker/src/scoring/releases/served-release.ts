import type { EndpointId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type {
  EndpointConfig,
  ModelFormat,
  RowValidator,
  RowWarning,
  Signature,
  Task,
} from '@millrace/pipeline-core/release';
import type { Recommended } from '../../data/recommended';

/** Answer for one row: `output` holds the class probabilities, or one number. */
export type RowAnswer = {
  prediction: string | number | null;
  /** By class; absent for regression. */
  probabilities?: Record<string, number>;
  /** Of a model that recommends: the list, of which the prediction is the first. */
  recommended?: Recommended;
  /** Of a forecast: the ends of its interval. */
  interval?: { low: number; high: number };
  /** Values of the row that the model has not learned from; absent where there are none. */
  warnings?: RowWarning[];
  output: readonly number[];
  micros: { features: number; model: number };
};

/** A release that is loaded and answers. */
export type ServedRelease = {
  id: ReleaseId;
  number: number;
  /** Registered name of the model. */
  model: string;
  task: Task;
  format: ModelFormat;
  signature: Signature;
  validator: RowValidator;
  /** A request that this model was trained to see, for the endpoint's description. */
  example: JsonObject;
  /**
   * Answers one validated row; throws or rejects when it cannot. In this process it answers at once, and nothing can cut it
   * short: gate 1 lets only those through whose p99 is below a quarter of the budget. From a process of its own comes a
   * promise that may be late; it is told how long somebody waits, as the signal aborts then. The signal is of this row alone.
   */
  answer(row: JsonObject, signal: AbortSignal, limitMs?: number): RowAnswer | Promise<RowAnswer>;
  /** Absent: it answers in this process. */
  own?: OwnProcess;
  /** Why it cannot be loaded: it answers nothing, and holds its place so that the next of the chain is asked and the reason told. */
  unloaded?: string;
};

/** `resting`: it ended by itself and is started anew in a moment. `slow`: it answers, and too late. */
export type ProcessState = 'idle' | 'starting' | 'running' | 'slow' | 'resting' | 'closed';

export type ProcessFacts = {
  state: ProcessState;
  pid: number | null;
  /** Resident memory; null where there is no process, or the system does not tell. */
  bytes: number | null;
  /** How often it was started anew since this release was loaded. */
  restarts: number;
  /** How many batches it was sent, by how many rows were in them (`1`, `2-8`, `9-64`), and the rows of all. */
  batches: Readonly<Record<string, number>>;
  rows: number;
  /** How it ended last by itself, in words. */
  lastEnd: string | null;
};

/** The process of a release. */
export type OwnProcess = {
  /** Resolves once it is there or was so before; rejects in words where its model cannot be opened, and does not wait for one that is started anew. */
  open(): Promise<void>;
  /** Whether it stays when nobody asks it; else it is let go after a while. */
  stay(on: boolean): void;
  /** Its endpoint is asked: it may be needed, and is started where it is idle. */
  keep(): void;
  answer(this: void, row: JsonObject, signal: AbortSignal, limitMs?: number): Promise<RowAnswer>;
  facts(): ProcessFacts;
  /** Ends it, for good; what waits fails. */
  close(): void;
};

/** An endpoint as the database says it should be. */
export type EndpointFacts = {
  id: EndpointId;
  projectId: ProjectId;
  slug: string;
  name: string;
  revision: number;
  config: EndpointConfig;
  /** The model of which a number alone names a release; where nobody said, the one that is served. */
  numbersOf?: string | null;
};

/** An endpoint with everything it needs to answer. Never changed: a new revision makes a new one. */
export type ServedEndpoint = {
  facts: EndpointFacts;
  releases: ReadonlyMap<ReleaseId, ServedRelease>;
  /** Gets copies of rows and answers nobody; absent where there is none, or it cannot be loaded. */
  shadow?: ServedRelease;
  /** Releases that answer nobody because they cannot be loaded; absent where there are none. */
  unloaded?: readonly UnloadedRelease[];
};

/** A release that an endpoint names and that cannot be loaded; `problem` says why. */
export type UnloadedRelease = Pick<ServedRelease, 'id' | 'number' | 'model'> & {
  place: 'routed' | 'fallback' | 'shadow';
  problem: string;
};
