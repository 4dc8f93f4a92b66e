import { type ClassRows, classSums } from './class-rows';

/** Mean and variance per class. */
export type Bells = { means: Float64Array; variances: Float64Array };

/**
 * A normal distribution of the known cells of a column per class, by population moments and not yet smoothed. A class
 * without a known cell gets the moments of the whole column: it is neither favoured nor ruled out.
 */
export function fitBells(values: Float64Array, by: ClassRows): Bells {
  const { known, sums } = classSums(values, by);
  const means = sums.map((sum, code) => (known[code] === 0 ? 0 : sum / known[code]!));
  const squares = squaresAround(values, by, means);
  const variances = squares.map((square, code) => (known[code] === 0 ? 0 : square / known[code]!));
  if (known.every((weight) => weight > 0)) return { means, variances };
  const whole = wholeColumn(values);
  known.forEach((weight, code) => {
    if (weight > 0) return;
    means[code] = whole.mean;
    variances[code] = whole.variance;
  });
  return { means, variances };
}

function squaresAround(values: Float64Array, by: ClassRows, means: Float64Array): Float64Array {
  const squares = new Float64Array(by.classes);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const code = by.codes[row]!;
    const off = value - means[code]!;
    squares[code]! += (by.weights === null ? 1 : by.weights[row]!) * off * off;
  }
  return squares;
}

/** Mean and population variance of the known cells, all rows alike; 0 and 0 without any. */
export function wholeColumn(values: Float64Array): { mean: number; variance: number } {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { mean: 0, variance: 0 };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, variance: known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length };
}

/** The smallest number with all its digits: no variance is below it. */
export const leastVariance = 2.2250738585072014e-308;
/** Where all columns are constant there is no variance to take a share of. */
const varianceOfConstants = 1e-9;

/** What is added to every variance: a share of the largest one of a whole column (scikit-learn's GaussianNB). */
export function addedVariance(columns: readonly Float64Array[], share: number): number {
  const largest = columns.reduce((most, values) => Math.max(most, wholeColumn(values).variance), 0);
  return largest === 0 ? varianceOfConstants : share * largest;
}
