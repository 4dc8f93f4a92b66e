import { descendingOrder } from './weighted-metrics';

export type RocCurve = { fpr: number[]; tpr: number[]; thresholds: (number | null)[] };
export type PrecisionRecallCurve = {
  precision: number[];
  recall: number[];
  thresholds: (number | null)[];
  prevalence: number;
};

type ScoredRows = { actual: ArrayLike<number>; scores: ArrayLike<number> };
type Steps = { up: number[]; down: number[]; thresholds: number[] };

/** Cumulative true and false positives at each distinct score, highest first. */
function thresholdSteps({ actual, scores }: ScoredRows): Steps {
  const order = descendingOrder(scores);
  const steps: Steps = { up: [], down: [], thresholds: [] };
  let up = 0;
  let down = 0;
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!]!;
    for (; at < order.length && scores[order[at]!] === score; at++) {
      if (actual[order[at]!] === 1) up++;
      else down++;
    }
    steps.up.push(up);
    steps.down.push(down);
    steps.thresholds.push(score);
  }
  return steps;
}

/** All points of the ROC curve, from (0, 0) on; its first threshold is null (above every score). Needs both classes. */
export function rocCurve(rows: ScoredRows): RocCurve {
  const { up, down, thresholds } = thresholdSteps(rows);
  const positives = up.at(-1) ?? 0;
  const negatives = down.at(-1) ?? 0;
  return {
    fpr: [0, ...down.map((count) => count / negatives)],
    tpr: [0, ...up.map((count) => count / positives)],
    thresholds: [null, ...thresholds],
  };
}

/** All points of the precision-recall curve, recall ascending from the convention (recall 0, precision 1). */
export function precisionRecallCurve(rows: ScoredRows): PrecisionRecallCurve {
  const { up, down, thresholds } = thresholdSteps(rows);
  const positives = up.at(-1) ?? 0;
  return {
    precision: [1, ...up.map((count, at) => count / (count + down[at]!))],
    recall: [0, ...up.map((count) => count / positives)],
    thresholds: [null, ...thresholds],
    prevalence: positives / rows.actual.length,
  };
}

/**
 * Which points to keep of a curve in the unit square: at most `limit`, spread evenly along its length, so that steep
 * and flat stretches keep their shape; the ends always stay.
 */
export function thinCurve(x: readonly number[], y: readonly number[], limit: number): number[] {
  const last = x.length - 1;
  if (x.length <= limit) return x.map((_, at) => at);
  let length = 0;
  for (let at = 1; at <= last; at++) length += Math.hypot(x[at]! - x[at - 1]!, y[at]! - y[at - 1]!);
  const step = length / (limit - 2);
  const kept = [0];
  let travelled = 0;
  for (let at = 1; at < last; at++) {
    travelled += Math.hypot(x[at]! - x[at - 1]!, y[at]! - y[at - 1]!);
    if (travelled >= step * kept.length && kept.length < limit - 1) kept.push(at);
  }
  kept.push(last);
  return kept;
}
