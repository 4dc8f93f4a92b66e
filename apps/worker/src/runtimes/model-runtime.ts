import type { JsonObject } from '@millrace/pipeline-core/json';
import type { FeatureSpec, ModelFormat, Task } from '@millrace/pipeline-core/release';

export type { FeatureSpec, ModelFormat, Task };

/** One feature of a table, column by column. Missing is NaN for numbers and null for categories. */
export type FeatureColumn =
  | { name: string; kind: 'number'; values: Float64Array }
  | { name: string; kind: 'category'; values: readonly (string | null)[] };

/** What is to be learned. Every row has a target: rows without one are left out before. */
export type TargetColumn =
  | { kind: 'number'; values: Float64Array }
  | { kind: 'class'; codes: Int32Array; classes: string[] };

export type TrainingRows = {
  rows: number;
  features: FeatureColumn[];
  target: TargetColumn;
  /** Weight per row, 0 or more; all 1 when absent. */
  weights?: Float64Array;
};

export type FitProgress = {
  done: number;
  total: number;
  metric?: { name: string; train?: number; validation?: number };
};

export type FitContext = {
  seed: number;
  signal: AbortSignal;
  progress(report: FitProgress): void;
};

/** What scoring needs of a model: small facts in `json`, numbers in `weights` (little-endian). */
export type StoredModel = {
  format: ModelFormat;
  task: Task;
  features: FeatureSpec[];
  classes?: string[];
  json: JsonObject;
  weights: Uint8Array;
};

export type FittedModel = StoredModel & {
  /** Share of the total gain or of the coefficients per feature; sums to 1 unless all are 0. Largest first. */
  importance: { feature: string; value: number }[];
  /** Loss per step; empty for models that are solved in one go. */
  curve: { step: number; train: number; validation?: number }[];
  /** A few facts for the person: rounds, leaves, solver. */
  summary: Record<string, number | string>;
};

/**
 * One algorithm family. `fit` may run for minutes: it reports progress, lets the event loop turn and throws
 * `signal.reason` soon after an abort. Same rows, params and seed give the same bytes.
 */
export type ModelRuntime<Params> = {
  format: ModelFormat;
  fit(options: {
    params: Params;
    train: TrainingRows;
    validation: TrainingRows | null;
    context: FitContext;
  }): Promise<FittedModel>;
  /** Throws a PipelineError when the parts do not fit together. */
  load(model: StoredModel): Scorer;
};

/** Answers rows; `scoreRow` and `scoreBlock` give bit for bit the same numbers. */
export type Scorer = {
  /** Class probabilities (binary: 2 numbers) or one number. */
  outputs: number;
  /** One row in the order of the model's features; null or NaN is missing. Writes `outputs` numbers into `out`. */
  scoreRow(row: readonly (number | string | null)[], out: Float64Array): void;
  /** Columns in the order of the model's features. Returns rows x outputs, row-major. */
  scoreBlock(columns: readonly FeatureColumn[], rows: number): Float64Array;
};
