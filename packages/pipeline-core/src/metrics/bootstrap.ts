import { createRandom, type SeededRandom } from '../seeded-random';
import { sortedQuantile } from '../stats/quantile';
import type { WeightedMetrics } from './weighted-metrics';

export type Interval = [number, number];

/** Draws how often each row appears in a resample: with replacement, inside each stratum, so class counts stay. */
export function createResampler(options: {
  rows: number;
  strata: ArrayLike<number> | null;
  seed: number;
}): (counts: Uint32Array) => void {
  const groups = groupRows(options.rows, options.strata);
  const random = createRandom(options.seed);
  return (counts) => {
    counts.fill(0);
    for (const group of groups) drawInto(counts, group, random);
  };
}

function drawInto(counts: Uint32Array, group: Uint32Array, random: SeededRandom): void {
  for (let draw = 0; draw < group.length; draw++) counts[group[Math.floor(random.next() * group.length)]!]!++;
}

function groupRows(rows: number, strata: ArrayLike<number> | null): Uint32Array[] {
  if (strata === null) return [Uint32Array.from({ length: rows }, (_, row) => row)];
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const group = groups.get(strata[row]!);
    if (group === undefined) groups.set(strata[row]!, [row]);
    else group.push(row);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((key) => Uint32Array.from(groups.get(key) ?? []));
}

/** Resamples to draw: 1,000, fewer for large tables (20 million rows in all), never under 200. */
export function defaultResamples(rows: number): number {
  return Math.max(200, Math.min(1000, Math.floor(2e7 / Math.max(1, rows))));
}

/**
 * Percentile intervals of every metric by the stratified bootstrap (Efron). A metric that is undefined in a resample
 * skips it; one that is undefined in more than half gets no interval.
 */
export function bootstrapIntervals(
  metrics: WeightedMetrics,
  options: { seed: number; resamples?: number; level?: number },
): Record<string, Interval> {
  const { seed, resamples = defaultResamples(metrics.rows), level = 0.95 } = options;
  if (metrics.rows === 0) return {};
  const draw = createResampler({ rows: metrics.rows, strata: metrics.strata, seed });
  const counts = new Uint32Array(metrics.rows);
  const drawn = new Map<string, number[]>();
  for (let resample = 0; resample < resamples; resample++) {
    draw(counts);
    for (const [name, value] of Object.entries(metrics.evaluate(counts))) {
      if (value === null) continue;
      const values = drawn.get(name);
      if (values === undefined) drawn.set(name, [value]);
      else values.push(value);
    }
  }
  const usable = [...drawn].filter(([, values]) => values.length > resamples / 2);
  return Object.fromEntries(usable.map(([name, values]) => [name, percentileInterval(values, level)]));
}

function percentileInterval(values: readonly number[], level: number): Interval {
  const sorted = Float64Array.from(values).sort();
  return [sortedQuantile(sorted, (1 - level) / 2), sortedQuantile(sorted, (1 + level) / 2)];
}

export type PairedDifference = {
  /** Metric of a minus metric of b on all rows; null when either is undefined. */
  difference: number | null;
  interval: Interval | null;
  /** The interval contains 0: the rows at hand do not tell the two apart. */
  tie: boolean;
};

/** Difference of one metric between two models on the same rows: both are judged on the same resamples. */
export function pairedBootstrap(options: {
  a: WeightedMetrics;
  b: WeightedMetrics;
  metric: string;
  seed: number;
  resamples?: number;
  level?: number;
}): PairedDifference {
  const { a, b, metric, seed, level = 0.95 } = options;
  if (a.rows !== b.rows)
    throw new RangeError(`pairedBootstrap: got ${a.rows} and ${b.rows} rows, expected the same rows`);
  const resamples = options.resamples ?? defaultResamples(a.rows);
  const gap = (weights: Uint32Array | null) => subtract(a.evaluate(weights)[metric], b.evaluate(weights)[metric]);
  const difference = gap(null);
  if (difference === null) return { difference, interval: null, tie: true };
  const draw = createResampler({ rows: a.rows, strata: a.strata, seed });
  const counts = new Uint32Array(a.rows);
  const drawn: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    draw(counts);
    const value = gap(counts);
    if (value !== null) drawn.push(value);
  }
  if (drawn.length <= resamples / 2) return { difference, interval: null, tie: true };
  const interval = percentileInterval(drawn, level);
  return { difference, interval, tie: interval[0] <= 0 && interval[1] >= 0 };
}

function subtract(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined ? null : a - b;
}
