import { tQuantile, tTail } from '../explain/welch';
import { createRandom } from '../seeded-random';
import { normalCdf } from '../stats/normal';
import { sortedQuantile } from '../stats/quantile';
import type { WeightedMetrics } from './weighted-metrics';

export type Interval = [number, number];

/**
 * Draws how often each row appears in a resample: with replacement from all rows, so that the shares of the classes vary as
 * they would in other rows. Drawn inside each class they would stay, and a model that answers one class alone would seem
 * to have figures without any spread. A class that a draw leaves out gets one of its rows on top, so that figures over
 * all classes stay defined.
 */
export function createResampler(options: {
  rows: number;
  classes: ArrayLike<number> | null;
  seed: number;
}): (counts: Uint32Array) => void {
  const { rows, classes, seed } = options;
  const groups = classes === null ? [] : groupRows(rows, classes);
  const random = createRandom(seed);
  return (counts) => {
    counts.fill(0);
    for (let draw = 0; draw < rows; draw++) counts[Math.floor(random.next() * rows)]!++;
    for (const group of groups) {
      if (group.every((row) => counts[row] === 0)) counts[group[Math.floor(random.next() * group.length)]!]!++;
    }
  };
}

function groupRows(rows: number, classes: ArrayLike<number>): Uint32Array[] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const group = groups.get(classes[row]!);
    if (group === undefined) groups.set(classes[row]!, [row]);
    else group.push(row);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((key) => Uint32Array.from(groups.get(key) ?? []));
}

/** Resamples to draw: 1,000, fewer for large tables (20 million rows in all), never under 200. */
export function defaultResamples(rows: number): number {
  return Math.max(200, Math.min(1000, Math.floor(2e7 / Math.max(1, rows))));
}

/**
 * Percentile intervals of every metric by the bootstrap (Efron). A metric that is undefined in a resample skips it; one
 * that is undefined in more than half gets no interval. Neither does one that is the same in all of them, as the AUC of
 * equal scores or the accuracy of a model without an error: the rows at hand do not show how far off it may be.
 */
export function bootstrapIntervals(
  metrics: WeightedMetrics,
  options: { seed: number; resamples?: number; level?: number },
): Record<string, Interval> {
  const { seed, resamples = defaultResamples(metrics.rows), level = 0.95 } = options;
  if (metrics.rows === 0) return {};
  const draw = createResampler({ rows: metrics.rows, classes: metrics.classes, seed });
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
  const usable = [...drawn].filter(([, values]) => values.length > resamples / 2 && varies(values));
  return Object.fromEntries(
    usable.map(([name, values]) => [name, percentileInterval(values, { level, rows: metrics.rows })]),
  );
}

/** Whether values differ by more than the rounding of their sums. */
function varies(values: readonly number[]): boolean {
  const [first = 0] = values;
  const noise = 1e-12 * Math.max(1e-6, Math.abs(first));
  return values.some((value) => Math.abs(value - first) > noise);
}

/**
 * The interval of resampled values: their percentiles, taken a little further out than the level says, for resampling from
 * so few rows shows too little spread (expanded percentile interval: Hesterberg, "What Teachers Should Know About the
 * Bootstrap", The American Statistician 69, 2015), and at places of `resamples + 1`, so that few resamples hold the level
 * as well (Hyndman and Fan type 6).
 */
function percentileInterval(values: readonly number[], o: { level: number; rows: number }): Interval {
  const sorted = Float64Array.from(values).sort();
  const tail = normalCdf(-reachOf((1 - o.level) / 2, o.rows));
  return [atPlace(sorted, tail * (sorted.length + 1)), atPlace(sorted, (1 - tail) * (sorted.length + 1))];
}

/** How many standard deviations of a bootstrap from so many rows leave a share of what may be on each side. */
function reachOf(tail: number, rows: number): number {
  const freedom = Math.max(1, rows - 1);
  return Math.sqrt((freedom + 1) / freedom) * tQuantile(tail, freedom);
}

/** The value at a place among ascending ones, the first at 1; between two places between their values. */
function atPlace(sorted: Float64Array, place: number): number {
  const within = Math.min(sorted.length, Math.max(1, place));
  return sortedQuantile(sorted, (within - 1) / Math.max(1, sorted.length - 1));
}

export type PairedDifference = {
  /** Metric of a minus metric of b on all rows; null when either is undefined. */
  difference: number | null;
  interval: Interval | null;
  /** How often chance alone would set two equally good models so far apart, by the spread taken as normal; 1 without an interval. */
  p: number;
  /** The rows at hand do not tell the two apart. */
  tie: boolean;
};

/**
 * Difference of one metric between two models on the same rows: both are judged on the same resamples. They tie when the
 * interval holds 0, or when the difference is one that chance makes at this level somewhere `among` so many equal
 * candidates: who leads was chosen for leading, and the more there are, the further the luckiest is ahead (Bonferroni over
 * all pairs, the spread taken as normal: resamples do not reach so far out). Two standard errors of the spread, which few
 * resamples leave open, are on the side of the tie.
 */
export function pairedBootstrap(options: PairedOptions): PairedDifference {
  return runThrough(pairedBootstrapSteps(options));
}

export type PairedOptions = {
  a: WeightedMetrics;
  b: WeightedMetrics;
  metric: string;
  seed: number;
  resamples?: number;
  level?: number;
  /** How many candidates are compared; 2 when left out. */
  among?: number;
};

/**
 * The same in small steps, for a process that has to answer others meanwhile: it pauses at every `yield`, after each
 * resample. How long one takes hangs on rows, classes and the metric, so the clock of the caller says which to use.
 */
export function* pairedBootstrapSteps(options: PairedOptions): Generator<void, PairedDifference> {
  const { a, b, metric, seed, level = 0.95, among = 2 } = options;
  if (a.rows !== b.rows)
    throw new RangeError(`pairedBootstrap: got ${a.rows} and ${b.rows} rows, expected the same rows`);
  const resamples = options.resamples ?? defaultResamples(a.rows);
  const gap = (weights: Uint32Array | null) => subtract(a.evaluate(weights)[metric], b.evaluate(weights)[metric]);
  const difference = gap(null);
  if (difference === null) return { difference, interval: null, p: 1, tie: true };
  const draw = createResampler({ rows: a.rows, classes: a.classes, seed });
  const counts = new Uint32Array(a.rows);
  const drawn: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    draw(counts);
    const value = gap(counts);
    if (value !== null) drawn.push(value);
    yield;
  }
  if (drawn.length <= resamples / 2) return { difference, interval: null, p: 1, tie: true };
  const interval = percentileInterval(drawn, { level, rows: a.rows });
  const pairs = Math.max(1, (among * (among - 1)) / 2);
  const error = (1 + 2 / Math.sqrt(2 * drawn.length)) * spreadOf(drawn);
  const byChance = reachOf((1 - level) / 2 / pairs, a.rows) * error;
  const tie = (interval[0] <= 0 && interval[1] >= 0) || Math.abs(difference) <= byChance;
  return { difference, interval, p: chanceOf(Math.abs(difference), { error, rows: a.rows }), tie };
}

/** Goes through a piece of work without its pauses. */
export function runThrough<T>(steps: Generator<void, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** How often a difference of nothing is drawn at least so large, on either side: the tails that `reachOf` measures. */
function chanceOf(size: number, { error, rows }: { error: number; rows: number }): number {
  if (error === 0) return size > 0 ? 0 : 1;
  const freedom = Math.max(1, rows - 1);
  return 2 * tTail(size / error / Math.sqrt((freedom + 1) / freedom), freedom);
}

/** Standard deviation. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

function subtract(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined ? null : a - b;
}
