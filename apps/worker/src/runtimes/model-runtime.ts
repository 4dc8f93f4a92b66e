import type { JsonObject } from '@millrace/pipeline-core/json';
import type { FeatureSpec, ModelFormat, TargetTask, Task } from '@millrace/pipeline-core/release';

export type { FeatureSpec, ModelFormat, TargetTask, Task };

export type NumberColumn = { name: string; kind: 'number'; values: Float64Array };
export type CategoryColumn = { name: string; kind: 'category'; values: readonly (string | null)[] };
/** Texts to be read word by word. */
export type TextColumn = { name: string; kind: 'text'; values: readonly (string | null)[] };
/** `width` numbers a row, row after row. */
export type VectorColumn = { name: string; kind: 'vector'; width: number; values: Float32Array };

/** One feature of a table, column by column. Missing is NaN for numbers and vectors, null for categories and texts. */
export type FeatureColumn = NumberColumn | CategoryColumn | TextColumn | VectorColumn;

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
  /** Forecasts: what the first feature, their time, counts from 1970 on (days, milliseconds), or that it is a plain number. */
  timeUnit?: 'day' | 'millisecond' | 'number';
  /** When each row happened, in microseconds since 1970; for what learns from a series. */
  time?: BigInt64Array;
  /** Which series each row belongs to; one series when absent. */
  series?: readonly (string | null)[];
  /** `__row` of each row: its place in the table it came from. */
  order?: Float64Array;
};

/** Rows to learn from where nothing is to be predicted: groups, or what is unlike the rest. */
export type UnlabelledRows = Omit<TrainingRows, 'target'>;

export type FitProgress = {
  done: number;
  total: number;
  metric?: { name: string; train?: number; validation?: number };
};

/** One value of a curve that people watch while a fit runs; `series` names the curve, as in "validation log loss". */
export type FitPoint = { series: string; step: number; value: number };

/** How a long fit outlives its process. A state restores it exactly: the model has the same bytes as without a break. */
export type Checkpoint = {
  /** The state that an earlier attempt at the same fit kept last; null: begin at the beginning. */
  last: Uint8Array | null;
  /** Whether it is time to keep a state again: keeping one costs more than a step of most fits. */
  due(): boolean;
  /** Keeps a state; `done` as in progress. Afterwards it survives the end of this process. */
  save(state: Uint8Array, done: number): Promise<void>;
};

export type Device = 'cpu' | 'gpu';

export type FitContext = {
  seed: number;
  /** Aborted: give up. */
  signal: AbortSignal;
  /** Aborted: stop soon and answer with the best model so far, as if no more had been asked for. */
  finish: AbortSignal;
  /** How many threads a fit may use; never a reason for other bytes. */
  threads: number;
  memoryMegabytes: number;
  device: Device;
  checkpoint: Checkpoint;
  progress(report: FitProgress): void;
  point(point: FitPoint): void;
  /** A sentence for the log of the step. */
  note(text: string): void;
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

/** What features are worth, largest first; sums to 1 unless all are 0. */
export type FeatureImportance = { feature: string; value: number }[];

export type FittedModel = StoredModel & {
  /** Share of the total gain or of the coefficients per feature. */
  importance: FeatureImportance;
  /** Loss per step; empty for models that are solved in one go. */
  curve: { step: number; train: number; validation?: number }[];
  /** A few facts for the person: rounds, leaves, solver. */
  summary: Record<string, number | string>;
  /** False: what computed it gives other bits the next time, so an equal step does not take its result. */
  repeats?: boolean;
};

/** What one has to know of a runtime before a fit: whom to offer it, and where it can run. */
export type RuntimeFacts = {
  format: ModelFormat;
  title: string;
  tasks: readonly Task[];
  /** Features it takes; `missing`: with gaps among them. */
  reads: { numbers: boolean; categories: boolean; missing: boolean; text?: boolean; vectors?: boolean };
  /** Keeps checkpoints and goes on from the last one. */
  resumable: boolean;
  /** `team`: fits on as many threads as it is given. */
  threads: 'one' | 'team';
  devices: readonly Device[];
  /** Same rows, params and seed give the same bytes. */
  exactlyRepeats: boolean;
};

/**
 * One algorithm family. `fit` may run for minutes: it reports progress, lets the event loop turn and throws
 * `signal.reason` soon after an abort. `Loaded` is what `load` answers: a runtime whose scorer is there at once and
 * answers single rows says so in its type.
 */
export type ModelRuntime<Params, Loaded extends Scorer | Promise<Scorer> = Scorer | Promise<Scorer>> = {
  format: ModelFormat;
  describe(): RuntimeFacts;
  fit(options: {
    params: Params;
    train: TrainingRows;
    validation: TrainingRows | null;
    context: FitContext;
  }): Promise<FittedModel>;
  /** Throws a PipelineError when the parts do not fit together. */
  load(model: StoredModel): Loaded;
  /** What the model by itself makes of its features on these rows; absent where only shuffling them can tell. */
  importance?(model: StoredModel, rows: Pick<TrainingRows, 'rows' | 'features'>): FeatureImportance;
};

/** A family that learns without a target; it may stand wherever a `ModelRuntime` does. */
export type UnlabelledRuntime<Params, Loaded extends Scorer | Promise<Scorer> = Scorer | Promise<Scorer>> = Omit<
  ModelRuntime<Params, Loaded>,
  'fit'
> & {
  fit(options: { params: Params; train: UnlabelledRows; context: FitContext }): Promise<FittedModel>;
};

/** How a model measures rows: distances are taken between (cell - centre) x factor, column by column. */
export type MeasuredBy = { centre: Float64Array; factor: Float64Array };

/**
 * What each feature adds to the answer of single rows, where the model itself can tell exactly. For each row and output
 * `base` and the contributions of all features sum to the answer, or to the score behind it.
 */
export type PathShap = {
  outputs: number;
  /** What they sum to: the answer (of two classes: the share of the second), or a score such as log-odds. */
  of: 'answer' | 'score';
  /** Steps of work a row takes, to tell beforehand how many rows are soon done. */
  work: number;
  /** The mean over the training rows, for each output. */
  base: Float64Array;
  /** Columns in the order of the model's features. Returns rows x outputs x features. */
  explain(columns: readonly FeatureColumn[], rows: number): Float64Array;
};

/**
 * What a linear model adds up: for each output the intercept and coefficient x cell over the features, in their order.
 * The sum is the answer, or a score such as log-odds behind it (of two classes: of the second).
 */
export type LinearSums = {
  outputs: number;
  of: 'answer' | 'score';
  /** [output * features + feature]. */
  coefficients: Float64Array;
  intercepts: Float64Array;
};

/** Models that recommend: how their numbers are read, and lists of any length. Users and items go by numbers, -1: unknown. */
export type Recommends = {
  /** Items as they are answered, by number. */
  items: readonly (string | number)[];
  /** Where a table says which item a user had, and how much. */
  columns: { item: string; strength: string | null };
  /** From which strength on an item is one to be found; null: whatever the user had. */
  likedFrom: number | null;
  userCode(cell: number | string | null): number;
  itemCode(name: string): number;
  /** Whether the item may stand in the user's list: what they had does not, unless the model says otherwise. */
  offers(user: number, item: number): boolean;
  /** users x depth item numbers, best first, -1 where nothing is left; `popular`: what most have. */
  lists(users: Int32Array, o: { depth: number; popular: boolean }): Int32Array;
};
/** One feature of one row; null and NaN are missing. */
export type RowCell = number | string | Float64Array | null;

/** Answers rows in plain typed-array code; `scoreRow` and `scoreBlock` give bit for bit the same numbers. */
export type RowScorer = {
  /** Class probabilities (binary: 2 numbers) or one number. */
  outputs: number;
  /** One row in the order of the model's features; null or NaN is missing. Writes `outputs` numbers into `out`. */
  scoreRow(row: readonly RowCell[], out: Float64Array): void;
  /** Columns in the order of the model's features. Returns rows x outputs, row-major. */
  scoreBlock(columns: readonly FeatureColumn[], rows: number): Float64Array;
  /** Models that go by distances between rows: by what. */
  measuredBy?: MeasuredBy;
  /** Models that recommend: their outputs are a list (`recommend/scorer.ts`). */
  recommends?: Recommends;
  /** Trees: exact contributions of features to single answers. */
  pathShap?(): PathShap;
  /** Linear models: what they add up. */
  linearSums?: LinearSums;
};

/** Answers whole blocks only, perhaps later: by a library of nets or another process. Never in the HTTP process. */
export type BlockScorer = {
  outputs: number;
  scoreRow?: undefined;
  measuredBy?: undefined;
  recommends?: undefined;
  pathShap?: undefined;
  scoreBlock(columns: readonly FeatureColumn[], rows: number): Float64Array | Promise<Float64Array>;
};

export type Scorer = RowScorer | BlockScorer;
