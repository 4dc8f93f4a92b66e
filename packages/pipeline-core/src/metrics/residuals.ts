import { hashIndex } from '../seeded-random';
import { sortedQuantile } from '../stats/quantile';
import type { RegressionRows } from './regression-metrics';

export type ResidualSummary = {
  /** Counts between consecutive edges of actual - predicted. */
  histogram: { edges: number[]; counts: number[] };
  quantiles: { q05: number; q25: number; q50: number; q75: number; q95: number };
  /** A seeded sample of rows: [actual, predicted]. */
  sample: [number, number][];
};

const SAMPLE_ROWS = 500;
const HISTOGRAM_BINS = 30;

/** Where the errors lie and how predictions follow the truth. */
export function residualSummary(options: RegressionRows & { seed: number }): ResidualSummary {
  const { actual, predicted, seed } = options;
  const residuals = Float64Array.from({ length: actual.length }, (_, row) => actual[row]! - predicted[row]!).sort();
  const quantile = (q: number) => sortedQuantile(residuals, q);
  return {
    histogram: histogram(residuals),
    quantiles: {
      q05: quantile(0.05),
      q25: quantile(0.25),
      q50: quantile(0.5),
      q75: quantile(0.75),
      q95: quantile(0.95),
    },
    sample: sampleRows(actual.length, seed).map((row) => [toSix(actual[row]!), toSix(predicted[row]!)]),
  };
}

function histogram(sorted: Float64Array): ResidualSummary['histogram'] {
  if (sorted.length === 0) return { edges: [], counts: [] };
  const low = sorted[0]!;
  const high = sorted.at(-1)!;
  if (low === high) return { edges: [low, high], counts: [sorted.length] };
  const width = (high - low) / HISTOGRAM_BINS;
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const value of sorted) counts[Math.min(HISTOGRAM_BINS - 1, Math.floor((value - low) / width))]!++;
  return { edges: Array.from({ length: HISTOGRAM_BINS + 1 }, (_, at) => toSix(low + at * width)), counts };
}

/** At most 500 rows, by smallest hash of (seed, row), in row order. */
function sampleRows(rows: number, seed: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  if (rows <= SAMPLE_ROWS) return all;
  const keys = Uint32Array.from(all, (row) => hashIndex(seed, row));
  const limit = keys.slice().sort()[SAMPLE_ROWS]!;
  return all.filter((row) => keys[row]! < limit);
}

/** Six significant digits: enough for a chart, half the JSON. */
function toSix(value: number): number {
  return Number(value.toPrecision(6));
}
