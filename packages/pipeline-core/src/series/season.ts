import type { SeriesGrid } from './grid';

const DAY = 86_400_000;

/** Steps of the seasons that a series with these steps may have, the shortest first: a day, a week, a year. */
export function possibleSeasons(grid: SeriesGrid): number[] {
  if (grid.every === 'months') return 12 % grid.months === 0 && grid.months < 12 ? [12 / grid.months] : [];
  if (grid.unit === 'number') return [];
  const step = grid.unit === 'day' ? grid.step * DAY : grid.step;
  const cycles = step < DAY ? [DAY, 7 * DAY] : step < 7 * DAY ? [7 * DAY] : [];
  const steps = cycles.map((cycle) => cycle / step).filter((count) => Number.isInteger(count) && count > 1);
  // 52 weeks are a year but for a day.
  return step === 7 * DAY ? [52] : steps;
}

/**
 * Whether a series repeats after `period` steps: the autocorrelation of its differences there is above what chance gives
 * in nine of ten series (Bartlett's bound, as the Theta method tests for it). False for less than three periods.
 */
export function repeatsAfter(values: Float64Array, period: number): boolean {
  if (period < 2 || values.length < 3 * period) return false;
  const steps = values.subarray(1).map((value, at) => value - values[at]!);
  const correlations = autocorrelations(steps, period);
  let squares = 0;
  for (let lag = 1; lag < period; lag++) squares += correlations[lag - 1]! ** 2;
  return correlations[period - 1]! > 1.645 * Math.sqrt((1 + 2 * squares) / steps.length);
}

/** Autocorrelations at the lags 1 to `most`; pairs with a missing value are left out. */
export function autocorrelations(values: Float64Array, most: number): Float64Array {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const apart = values.map((value) => value - sum / Math.max(1, count));
  let squares = 0;
  for (const value of apart) if (!Number.isNaN(value)) squares += value * value;
  return Float64Array.from({ length: most }, (_, at) => {
    let products = 0;
    for (let step = at + 1; step < apart.length; step++) {
      const product = apart[step]! * apart[step - at - 1]!;
      if (!Number.isNaN(product)) products += product;
    }
    return squares === 0 ? 0 : products / squares;
  });
}
