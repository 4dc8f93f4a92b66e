import type { EndpointId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { EndpointConfig, ModelFormat, Signature, Task } from '@millrace/pipeline-core/release';
import type { Recommended } from '../data/recommended';
import type { RowValidator } from './validate-row';

/** Answer for one row: `output` holds the class probabilities, or one number. */
export type RowAnswer = {
  prediction: string | number | null;
  /** By class; absent for regression. */
  probabilities?: Record<string, number>;
  /** Of a model that recommends: the list, of which the prediction is the first. */
  recommended?: Recommended;
  /** Of a forecast: the ends of its interval. */
  interval?: { low: number; high: number };
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
   * Answers one validated row; throws or rejects when it cannot. All formats of today answer at once, in this process,
   * where nothing can cut them short: gate 1 lets only those through whose p99 is below a quarter of the budget. A format
   * that cannot keep that has to answer from a process of its own, as a promise that may be late.
   */
  answer(row: JsonObject, signal: AbortSignal): RowAnswer | Promise<RowAnswer>;
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
};
