/**
 * Metrics of one set of predictions, prepared once (sorted, per-row losses) and evaluated for any row weights: all
 * ones give the plain metrics, bootstrap counts give one resample. null = not defined for these rows.
 */
export type WeightedMetrics = {
  rows: number;
  /** Class per row, none of which a resample leaves out; null where there are no classes. */
  classes: ArrayLike<number> | null;
  evaluate(weights: ArrayLike<number> | null): Record<string, number | null>;
};

/** Float64 machine epsilon: the smallest probability a log loss may see (scikit-learn's clip). */
export const EPSILON = 2 ** -52;

/** a / b, or 0 where b is 0 (precision, recall and F1 by convention). */
export function ratioOrZero(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/**
 * Row numbers by descending score; ties keep row order. Refuses NaN, which has no place in an order and equals nothing,
 * itself included: a walk over ties would never leave it.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row]))
      throw new RangeError(`descendingOrder: got NaN as the score of row ${row}, expected a number for every row`);
  }
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Weighted mean; null when nothing weighs anything. */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number> | null): number | null {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * values[row]!;
    total += weight;
  }
  return total === 0 ? null : sum / total;
}
