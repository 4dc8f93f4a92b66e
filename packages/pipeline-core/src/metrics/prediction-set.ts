import { assertNever } from '../exhaustive';
import { prepareBinaryMetrics } from './binary-metrics';
import { prepareMulticlassMetrics } from './multiclass-metrics';
import { prepareRegressionMetrics } from './regression-metrics';
import type { WeightedMetrics } from './weighted-metrics';

/** Truth and answers of one model for some rows, in typed arrays. */
export type PredictionSet =
  | {
      task: 'binary' | 'multiclass';
      /** Class code per row; -1: unknown, the row is left out. */
      actual: Int32Array;
      /** rows x classes, row-major. */
      predicted: Float64Array;
      classes: readonly string[];
      /** Binary: code of the positive class; 1 by default. */
      positive?: number;
      /** Binary: 0.5 by default. */
      threshold?: number;
    }
  | {
      task: 'regression';
      /** NaN: unknown, the row is left out. */
      actual: Float64Array;
      predicted: Float64Array;
    };

/** Most passes (rows x classes x resamples) a bootstrap of ranking metrics may take. */
const RANKING_BUDGET = 3e8;

/** Positive class and threshold of a binary set as 0/1 labels and scores. */
export function binaryView(set: Extract<PredictionSet, { classes: readonly string[] }>): {
  actual: Uint8Array;
  scores: Float64Array;
} {
  const positive = set.positive ?? 1;
  return {
    actual: Uint8Array.from(set.actual, (code) => (code === positive ? 1 : 0)),
    scores: Float64Array.from({ length: set.actual.length }, (_, row) => set.predicted[row * 2 + positive]!),
  };
}

/**
 * The metrics of a set, ready for any row weights. `resamples` says how often they will be evaluated: for many classes
 * and rows a bootstrap leaves AUC out, which costs a pass per class.
 */
export function prepareMetrics(set: PredictionSet, resamples = 1): WeightedMetrics {
  switch (set.task) {
    case 'binary':
      return prepareBinaryMetrics({
        ...binaryView(set),
        ...(set.threshold === undefined ? {} : { threshold: set.threshold }),
      });
    case 'multiclass': {
      const classes = set.classes.length;
      const ranked = resamples * classes * set.actual.length <= RANKING_BUDGET;
      return prepareMulticlassMetrics({ actual: set.actual, probabilities: set.predicted, classes }, { ranked });
    }
    case 'regression':
      return prepareRegressionMetrics(set);
    default:
      return assertNever(set);
  }
}

/** The rows of one part that can be judged: target known, prediction finite. `assigned` null: every row. */
export function selectRows(set: PredictionSet, assigned: ArrayLike<number> | null, part: number): PredictionSet {
  const width = set.task === 'regression' ? 1 : set.classes.length;
  const keep: number[] = [];
  for (let row = 0; row < set.actual.length; row++) {
    const known = set.task === 'regression' ? Number.isFinite(set.actual[row]) : set.actual[row]! >= 0;
    if ((assigned === null || assigned[row] === part) && known && Number.isFinite(set.predicted[row * width]))
      keep.push(row);
  }
  const predicted = new Float64Array(keep.length * width);
  keep.forEach((row, at) => {
    for (let k = 0; k < width; k++) predicted[at * width + k] = set.predicted[row * width + k]!;
  });
  if (set.task === 'regression')
    return { ...set, actual: Float64Array.from(keep, (row) => set.actual[row]!), predicted };
  return { ...set, actual: Int32Array.from(keep, (row) => set.actual[row]!), predicted };
}
