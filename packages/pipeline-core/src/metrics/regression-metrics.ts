import { EPSILON, type WeightedMetrics } from './weighted-metrics';

export type RegressionRows = { actual: ArrayLike<number>; predicted: ArrayLike<number> };

/** Regression metrics: r2, rmse, mae, mape, medianAe, explainedVariance. */
export function regressionMetrics(rows: RegressionRows): Record<string, number | null> {
  return prepareRegressionMetrics(rows).evaluate(null);
}

/** Sorts the absolute errors once (for the median), then evaluates for any weights. */
export function prepareRegressionMetrics({ actual, predicted }: RegressionRows): WeightedMetrics {
  const rows = actual.length;
  const error = Float64Array.from({ length: rows }, (_, row) => actual[row]! - predicted[row]!);
  const size = error.map(Math.abs);
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => size[a]! - size[b]! || a - b);
  return {
    rows,
    classes: null,
    evaluate: (weights) => ({
      ...moments({ actual, error, size, weights }),
      medianAe: weightedMedian({ size, order, weights }),
    }),
  };
}

type MomentsInput = {
  actual: ArrayLike<number>;
  error: Float64Array;
  size: Float64Array;
  weights: ArrayLike<number> | null;
};

/** Two passes: means first, so that the sums of squares do not cancel for targets far from zero. */
function moments({ actual, error, size, weights }: MomentsInput): Record<string, number | null> {
  let total = 0;
  let sumActual = 0;
  let sumError = 0;
  let sumSize = 0;
  let sumShare = 0;
  for (let row = 0; row < error.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    total += weight;
    sumActual += weight * actual[row]!;
    sumError += weight * error[row]!;
    sumSize += weight * size[row]!;
    sumShare += (weight * size[row]!) / Math.max(Math.abs(actual[row]!), EPSILON);
  }
  if (total === 0) return {};
  const meanActual = sumActual / total;
  const meanError = sumError / total;
  let spread = 0;
  let squares = 0;
  let errorSpread = 0;
  for (let row = 0; row < error.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    spread += weight * (actual[row]! - meanActual) ** 2;
    squares += weight * error[row]! ** 2;
    errorSpread += weight * (error[row]! - meanError) ** 2;
  }
  const enough = total >= 2;
  return {
    r2: enough ? explained(squares, spread) : null,
    rmse: Math.sqrt(squares / total),
    mae: sumSize / total,
    mape: sumShare / total,
    explainedVariance: enough ? explained(errorSpread, spread) : null,
  };
}

/** 1 - unexplained / spread; for a constant target 1 if perfect, else 0. */
function explained(unexplained: number, spread: number): number {
  if (spread === 0) return unexplained === 0 ? 1 : 0;
  return 1 - unexplained / spread;
}

/** Median of the multiset the weights (counts) describe: the mean of the two middle values when their number is even. */
function weightedMedian(input: {
  size: Float64Array;
  order: Uint32Array;
  weights: ArrayLike<number> | null;
}): number | null {
  const { size, order, weights } = input;
  let total = order.length;
  if (weights !== null) {
    total = 0;
    for (let row = 0; row < size.length; row++) total += weights[row]!;
  }
  if (total === 0) return null;
  let below = 0;
  let low: number | null = null;
  for (const row of order) {
    below += weights === null ? 1 : weights[row]!;
    if (low !== null && below > total / 2) return (low + size[row]!) / 2;
    if (below > total / 2) return size[row]!;
    if (below === total / 2 && low === null) low = size[row]!;
  }
  return low;
}
