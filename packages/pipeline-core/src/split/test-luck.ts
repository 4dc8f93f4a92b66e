import { normalCdf, normalQuantile } from '../stats/normal';

/** A figure that somebody saw of a model on a test part. */
export type TestFigure = {
  model: string;
  /** Larger is better; turn the sign of errors. */
  value: number;
  /** Standard error of the figure, from its interval; null when it has none. */
  standardError: number | null;
  /** A model that learns nothing from the columns. */
  baseline: boolean;
};

export type TestLuck = {
  /** Different models whose figure was seen. */
  models: number;
  best: string;
  /** How far the best is ahead of the baseline, without one of the middle of all. */
  lead: number;
  over: 'baseline' | 'middle';
  /** What the best of as many models without any merit leads by on average. */
  expected: number;
  /** What only one of twenty such crowds leads by: a smaller lead may be luck. */
  line: number;
  mayBeLuck: boolean;
};

const ALPHA = 0.05;

/**
 * Whether the winner among models judged on the same test rows may owe its place to luck.
 *
 * n figures that differ by chance alone, each with standard error s, are n draws of a normal distribution: the largest
 * lies s * E(n) above the middle on average (Blom 1958 gives approximations of E; here it is integrated), and below
 * s * z(0.95 ^ (1 / n)) nineteen times of twenty (Šidák 1967). A lead over the baseline below the latter says little.
 * Models judged on the same rows err alike, so that the true line lies lower: the warning comes rather too often.
 */
export function judgeTestLuck(figures: readonly TestFigure[]): TestLuck | null {
  const latest = [...new Map(figures.map((figure) => [figure.model, figure])).values()];
  const models = latest.filter(({ baseline }) => !baseline);
  const best = models.reduce<TestFigure | null>(
    (top, figure) => (top === null || figure.value > top.value ? figure : top),
    null,
  );
  if (best === null) return null;
  const baselines = latest.filter(({ baseline }) => baseline);
  if (models.length + baselines.length < 2) return null;
  const reference =
    baselines.length > 0 ? Math.max(...baselines.map(({ value }) => value)) : middle(models.map(({ value }) => value));
  const errors = models.flatMap(({ standardError }) => standardError ?? []);
  if (errors.length === 0) return null;
  const spread = middle(errors);
  const lead = best.value - reference;
  const line = spread * normalQuantile((1 - ALPHA) ** (1 / models.length));
  return {
    models: models.length,
    best: best.model,
    lead,
    over: baselines.length > 0 ? 'baseline' : 'middle',
    expected: spread * expectedMaximum(models.length),
    line,
    mayBeLuck: lead <= line,
  };
}

const steps = 2000;
const reach = 9;

/**
 * Mean of the largest of n draws of the standard normal distribution: the integral of 1 - F(x)^n above zero less that of
 * F(x)^n below, by the trapezoidal rule.
 */
export function expectedMaximum(n: number): number {
  if (!(n >= 1)) throw new RangeError(`expectedMaximum: got ${n}, expected 1 or more`);
  const width = reach / steps;
  let sum = 0;
  for (let at = 0; at <= steps; at++) {
    const x = at * width;
    const weight = at === 0 || at === steps ? 0.5 : 1;
    sum += weight * (1 - normalCdf(x) ** n - normalCdf(-x) ** n);
  }
  return sum * width;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
