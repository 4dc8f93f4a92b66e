import { tQuantile } from '../explain/welch';

/**
 * How far two runs that differ in nothing but the seed lie apart, nine times of ten: t · s · √2, the half width of the 90 %
 * prediction interval of a difference of two values with mean 0, from the sample standard deviation s of runs with several
 * seeds. Null with fewer than two of them.
 */
export function noiseBand(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const freedom = values.length - 1;
  return tQuantile(0.05, freedom) * Math.sqrt(squares / freedom) * Math.SQRT2;
}
