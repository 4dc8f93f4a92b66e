import { rowWeights } from '../class-weights';
import type { TrainingRows } from '../model-runtime';
import type { BaggingParams } from './params';

/** What trees learn: one number a row (for two classes 0 or 1), or the code of one of several classes. */
export type BagTarget = {
  rows: number;
  ofClasses: boolean;
  /** Numbers in a leaf: 1, or one per class. */
  values: number;
  /** Numbers without their mean, which keeps float32 leaves exact where all targets are large; codes as they are. */
  labels: Float64Array;
  /** What is added to every answer. */
  base: number;
  weights: Float64Array | null;
};

/** Two classes need one number: the Gini gain of both is twice the variance gain of 0 and 1. */
export function bagTarget(train: TrainingRows, params: Pick<BaggingParams, 'classWeights'>): BagTarget {
  const weights = rowWeights(train, params.classWeights);
  const { rows, target } = train;
  if (target.kind === 'class') {
    const values = target.classes.length === 2 ? 1 : target.classes.length;
    return { rows, ofClasses: true, values, labels: Float64Array.from(target.codes), base: 0, weights };
  }
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * target.values[row]!;
    total += weight;
  }
  const base = total === 0 ? 0 : sum / total;
  return { rows, ofClasses: false, values: 1, labels: target.values.map((value) => value - base), base, weights };
}
