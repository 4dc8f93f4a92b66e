import { assertNever } from '../exhaustive';
import { prepareBinaryMetrics } from './binary-metrics';
import { forecastWidth, prepareForecastMetrics } from './forecast-metrics';
import { prepareMulticlassMetrics } from './multiclass-metrics';
import { prepareRankingMetrics, type RankingRows } from './ranking-metrics';
import { prepareRegressionMetrics } from './regression-metrics';
import { prepareClusterMetrics } from './silhouette';
import type { WeightedMetrics } from './weighted-metrics';

export type ClassPredictions = {
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
};

/** Truth and answers of one model for some rows, in typed arrays. Where a truth is NaN it is unknown: the row is left out. */
export type PredictionSet =
  | ClassPredictions
  | { task: 'regression'; actual: Float64Array; predicted: Float64Array }
  | {
      task: 'forecast';
      actual: Float64Array;
      /** rows x 3, row-major: mean, low, high. */
      predicted: Float64Array;
      /** What a naive forecast is off by on the train rows (`naiveError`). */
      scale?: number;
    }
  | {
      task: 'clustering';
      /** Number of the group; below 0: in none. */
      predicted: Float64Array;
      /** rows x width, row-major: what the model measures distances between. */
      points: Float64Array;
      width: number;
    }
  | {
      task: 'anomaly';
      /** 1: known to be odd, 0: known to be ordinary, -1: unknown, the row is left out. */
      actual: Int32Array;
      /** How unlike the others a row is. */
      predicted: Float64Array;
    }
  | {
      task: 'ranking';
      /** What each row is worth to whom it belongs, 0 or more. */
      actual: Float64Array;
      /** Place of the row's item in the list for them, 0: not in it; NaN: it could not be offered, the row is left out. */
      predicted: Float64Array;
      /** ... and in a list of what most have. */
      popular: Float64Array;
      /** To whom each row belongs. */
      lists: Int32Array;
      /** Which item it is of. */
      items: Int32Array;
      /** By list: the items offered, `rankingDepth` of each, below 0 where nothing stands. */
      offered: Int32Array;
      /** Items that could be offered. */
      catalogue: number;
    };

/** Most passes (rows x classes x resamples) a bootstrap of ranking metrics may take. */
const RANKING_BUDGET = 3e8;

/** Positive class and threshold of a binary set as 0/1 labels and scores. */
export function binaryView(set: ClassPredictions): { actual: Uint8Array; scores: Float64Array } {
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
    case 'forecast':
      return prepareForecastMetrics(set);
    case 'clustering':
      return prepareClusterMetrics({ points: set.points, width: set.width, groups: set.predicted });
    case 'anomaly':
      return onlyOrder(prepareBinaryMetrics({ actual: set.actual, scores: set.predicted }));
    case 'ranking':
      return prepareRankingMetrics(rankingRows(set));
    default:
      return assertNever(set);
  }
}

/** A ranking as its metrics read it. */
export function rankingRows(set: Extract<PredictionSet, { task: 'ranking' }>): RankingRows {
  return { ...set, places: set.predicted, popularPlaces: set.popular };
}

/** What the order of scores alone tells: those of an anomaly model are no probabilities. */
function onlyOrder(metrics: WeightedMetrics): WeightedMetrics {
  return {
    ...metrics,
    evaluate(weights) {
      const { auc = null, prAuc = null } = metrics.evaluate(weights);
      return { auc, prAuc };
    },
  };
}

/** Numbers in one answer. */
function widthOf(set: PredictionSet): number {
  if ('classes' in set) return set.classes.length;
  return set.task === 'forecast' ? forecastWidth : 1;
}

/** Rows of a set. */
export function rowsIn(set: PredictionSet): number {
  return set.predicted.length / widthOf(set);
}

/** The rows of one part that can be judged: target known, prediction finite. `assigned` null: every row. */
export function selectRows(set: PredictionSet, assigned: ArrayLike<number> | null, part: number): PredictionSet {
  return takeRows(set, judgedRows(set, assigned, part));
}

/** Where the rows stand that `selectRows` takes. */
export function judgedRows(set: PredictionSet, assigned: ArrayLike<number> | null, part: number): number[] {
  const width = widthOf(set);
  const keep: number[] = [];
  for (let row = 0; row < rowsIn(set); row++) {
    const wanted = assigned === null || assigned[row] === part;
    if (wanted && isKnown(set, row) && isAnswered(set, { row, width })) keep.push(row);
  }
  return keep;
}

/** Every number of the answer is one. */
function isAnswered({ predicted }: PredictionSet, { row, width }: { row: number; width: number }): boolean {
  for (let k = 0; k < width; k++) if (!Number.isFinite(predicted[row * width + k])) return false;
  return true;
}

function isKnown(set: PredictionSet, row: number): boolean {
  switch (set.task) {
    case 'binary':
    case 'multiclass':
    case 'anomaly':
      return set.actual[row]! >= 0;
    case 'regression':
    case 'forecast':
    case 'ranking':
      return Number.isFinite(set.actual[row]);
    case 'clustering':
      return true;
    default:
      return assertNever(set);
  }
}

/** These rows of a set, in this order. */
export function takeRows(set: PredictionSet, keep: readonly number[]): PredictionSet {
  const predicted = takeBlocks(set.predicted, keep, widthOf(set));
  switch (set.task) {
    case 'binary':
    case 'multiclass':
    case 'anomaly':
      return { ...set, actual: Int32Array.from(keep, (row) => set.actual[row]!), predicted };
    case 'regression':
    case 'forecast':
      return { ...set, actual: takeBlocks(set.actual, keep, 1), predicted };
    case 'ranking': {
      const popular = takeBlocks(set.popular, keep, 1);
      const [lists, items] = [set.lists, set.items].map((codes) => Int32Array.from(keep, (row) => codes[row]!));
      return { ...set, actual: takeBlocks(set.actual, keep, 1), predicted, popular, lists: lists!, items: items! };
    }
    case 'clustering':
      return { ...set, predicted, points: takeBlocks(set.points, keep, set.width) };
    default:
      return assertNever(set);
  }
}

function takeBlocks(values: Float64Array, keep: readonly number[], width: number): Float64Array {
  const taken = new Float64Array(keep.length * width);
  keep.forEach((row, at) => {
    for (let k = 0; k < width; k++) taken[at * width + k] = values[row * width + k]!;
  });
  return taken;
}
