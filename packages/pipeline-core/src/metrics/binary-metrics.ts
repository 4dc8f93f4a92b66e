import { descendingOrder, EPSILON, ratioOrZero, type WeightedMetrics } from './weighted-metrics';

export type BinaryRows = {
  /** 1 for the positive class, 0 for the other. */
  actual: ArrayLike<number>;
  /** Probability of the positive class. */
  scores: ArrayLike<number>;
  /** A row is called positive when its score is at or above this; 0.5 by default. */
  threshold?: number;
};

/** Binary metrics: auc, prAuc (average precision), accuracy, balancedAccuracy, precision, recall, f1, mcc, logLoss, brier. */
export function binaryMetrics(rows: BinaryRows): Record<string, number | null> {
  return prepareBinaryMetrics(rows).evaluate(null);
}

/** Sorts once, then evaluates for any weights in one pass over the rows. */
export function prepareBinaryMetrics({ actual, scores, threshold = 0.5 }: BinaryRows): WeightedMetrics {
  const order = descendingOrder(scores);
  const rows = order.length;
  const sorted = new Float64Array(rows);
  const label = new Uint8Array(rows);
  const loss = new Float64Array(rows);
  for (let at = 0; at < rows; at++) {
    const row = order[at]!;
    sorted[at] = scores[row]!;
    label[at] = actual[row]!;
    const p = Math.min(1 - EPSILON, Math.max(EPSILON, sorted[at]!));
    loss[at] = label[at] === 1 ? -Math.log(p) : -Math.log1p(-p);
  }
  const evaluate = (weights: ArrayLike<number> | null) =>
    fromSums(sumSorted({ order, sorted, label, loss, threshold, weights }));
  return { rows, classes: actual, evaluate };
}

type Sums = {
  tp: number;
  fp: number;
  positives: number;
  negatives: number;
  area: number;
  averagePrecision: number;
  loss: number;
  squares: number;
};

type Sorted = {
  order: Uint32Array;
  sorted: Float64Array;
  label: Uint8Array;
  loss: Float64Array;
  threshold: number;
  weights: ArrayLike<number> | null;
};

/**
 * One pass from the highest score down. Ties form one step, so that AUC counts them one half (trapezoid) and average
 * precision sums (R_n - R_{n-1}) P_n over distinct thresholds.
 */
function sumSorted({ order, sorted, label, loss, threshold, weights }: Sorted): Sums {
  const sums: Sums = { tp: 0, fp: 0, positives: 0, negatives: 0, area: 0, averagePrecision: 0, loss: 0, squares: 0 };
  let up = 0;
  let down = 0;
  for (let at = 0; at < sorted.length; ) {
    const score = sorted[at]!;
    let tied1 = 0;
    let tied0 = 0;
    for (; at < sorted.length && sorted[at] === score; at++) {
      const weight = weights === null ? 1 : weights[order[at]!]!;
      if (weight === 0) continue;
      if (label[at] === 1) tied1 += weight;
      else tied0 += weight;
      sums.loss += weight * loss[at]!;
    }
    sums.squares += tied1 * (1 - score) * (1 - score) + tied0 * score * score;
    sums.area += tied0 * (up + tied1 / 2);
    up += tied1;
    down += tied0;
    if (tied1 > 0) sums.averagePrecision += (tied1 * up) / (up + down);
    if (score >= threshold) {
      sums.tp = up;
      sums.fp = down;
    }
  }
  sums.positives = up;
  sums.negatives = down;
  return sums;
}

function fromSums(sums: Sums): Record<string, number | null> {
  const { tp, fp, positives, negatives } = sums;
  const total = positives + negatives;
  if (total === 0) return {};
  const fn = positives - tp;
  const tn = negatives - fp;
  const both = positives > 0 && negatives > 0;
  const recall = ratioOrZero(tp, positives);
  return {
    auc: both ? sums.area / (positives * negatives) : null,
    prAuc: positives > 0 ? sums.averagePrecision / positives : null,
    accuracy: (tp + tn) / total,
    balancedAccuracy: both ? (recall + tn / negatives) / 2 : null,
    precision: ratioOrZero(tp, tp + fp),
    recall,
    f1: ratioOrZero(2 * tp, 2 * tp + fp + fn),
    mcc: ratioOrZero(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    logLoss: sums.loss / total,
    brier: sums.squares / total,
  };
}
