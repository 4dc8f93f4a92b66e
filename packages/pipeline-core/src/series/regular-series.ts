import { findGrid, type SeriesGrid, stepOf, type TimeUnit } from './grid';

/** What becomes of several values in one step. */
export const duplicateRules = ['mean', 'sum', 'last', 'refuse'] as const;
export type DuplicateRule = (typeof duplicateRules)[number];

/** One series at equal steps: `values[i]` belongs to step i, NaN where nothing was seen. */
export type RegularSeries = {
  grid: SeriesGrid;
  values: Float64Array;
  /** Steps in which nothing was seen. */
  gaps: number;
  /** Values that shared their step with another. */
  duplicates: number;
};

/** Why times make no series of equal steps. */
export type IrregularSeries =
  | { problem: 'too-few'; times: number }
  | { problem: 'duplicates'; duplicates: number; at: number }
  | { problem: 'sparse'; steps: number; seen: number; grid: SeriesGrid };

/** At least a third of the steps must hold a value: else the steps are not those of the series. */
const LEAST_SEEN = 1 / 3;

/**
 * Brings times and values, in any order, on equal steps:
 * 1. The grid is found from the times, or given.
 * 2. Values of one step are put together by the rule.
 * 3. Steps without a value hold NaN.
 */
export function regularSeries(
  times: Float64Array,
  values: Float64Array,
  options: { unit: TimeUnit; duplicates: DuplicateRule },
): RegularSeries | IrregularSeries {
  const order = Int32Array.from(times, (_, at) => at).sort((a, b) => times[a]! - times[b]! || a - b);
  const sorted = Float64Array.from(order, (at) => times[at]!);
  const grid = findGrid(distinct(sorted), options.unit);
  if (grid === null) return { problem: 'too-few', times: distinct(sorted).length };
  const steps = stepOf(grid, sorted[sorted.length - 1]!) + 1;
  const seenAtMost = Math.min(steps, sorted.length);
  // Before anything of the size of the steps is made: one time far away must not ask for gigabytes.
  if (seenAtMost < steps * LEAST_SEEN) return { problem: 'sparse', steps, seen: seenAtMost, grid };
  const counts = new Int32Array(steps);
  const result = new Float64Array(steps);
  let duplicates = 0;
  for (const at of order) {
    const step = stepOf(grid, times[at]!);
    const before = counts[step]!;
    if (before > 0) duplicates++;
    if (before > 0 && options.duplicates === 'refuse') return { problem: 'duplicates', duplicates, at: times[at]! };
    result[step] = before === 0 || options.duplicates === 'last' ? values[at]! : result[step]! + values[at]!;
    counts[step] = before + 1;
  }
  let gaps = 0;
  for (let step = 0; step < steps; step++) {
    if (counts[step] === 0) gaps++;
    if (counts[step] === 0) result[step] = Number.NaN;
    else if (options.duplicates === 'mean') result[step]! /= counts[step]!;
  }
  if (steps - gaps < steps * LEAST_SEEN) return { problem: 'sparse', steps, seen: steps - gaps, grid };
  return { grid, values: result, gaps, duplicates };
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((time, at) => at === 0 || time !== sorted[at - 1]);
}
