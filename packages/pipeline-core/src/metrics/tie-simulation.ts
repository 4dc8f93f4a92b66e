/*
 * Simulated candidates whose truth is known, to show that ties and intervals mean what they say: the tests of this folder
 * and `npm run verify -- train` draw them. Nothing in the product asks for them.
 */
import { createRandom, hashSeed } from '../seeded-random';
import { normalCdf } from '../stats/normal';
import { bootstrapIntervals } from './bootstrap';
import { comparePredictions } from './evaluate-predictions';
import { metricDirection } from './metric-names';
import { type PredictionSet, prepareMetrics } from './prediction-set';

/** A world: rows of two classes, or of a number, and candidates that know it through noise of their own. */
export type World = {
  task: 'binary' | 'regression';
  metric: 'auc' | 'accuracy' | 'rmse' | 'mae';
  rows: number;
  /** Standard deviation of the noise of each candidate. Equal noise: equally good, and yet other answers. */
  noise: readonly number[];
};

/** Distance of the two classes, in standard deviations of what every candidate sees of them. */
const distance = 2;
/** Share of the rows that are positive. */
const positives = 0.4;

/** The candidates of one draw, judged on the same rows. */
export function drawCandidates({ task, rows, noise }: World, seed: number): PredictionSet[] {
  const random = createRandom(seed);
  const actual = Float64Array.from({ length: rows }, () =>
    task === 'binary' ? Number(random.next() < positives) : random.normal(),
  );
  // What all of them see alike: candidates of one data set err on the same rows, mostly.
  const seen = actual.map((value) => (task === 'binary' ? distance * value : value) + random.normal());
  return noise.map((spread) => {
    const scores = seen.map((value) => value + spread * random.normal());
    if (task === 'regression') return { task, actual, predicted: scores };
    const predicted = new Float64Array(rows * 2);
    scores.forEach((score, row) => {
      const p = normalCdf(score - distance / 2);
      predicted.set([1 - p, p], row * 2);
    });
    return { task, actual: Int32Array.from(actual), predicted, classes: ['no', 'yes'] };
  });
}

/** What the metric of a candidate is over all rows there could ever be. */
export function trueMetric({ metric }: World, noise: number): number {
  const variance = 1 + noise * noise;
  switch (metric) {
    case 'auc':
      return normalCdf(distance / Math.sqrt(2 * variance));
    case 'accuracy':
      return normalCdf(distance / (2 * Math.sqrt(variance)));
    case 'rmse':
      return Math.sqrt(variance);
    case 'mae':
      return Math.sqrt((2 * variance) / Math.PI);
  }
}

type Drawn = { world: World; draws: number; resamples: number; seed: number };

/** Share of the draws in which all candidates tie with the one that leads, as Compare candidates tells it. */
export function tieShare({ world, draws, resamples, seed }: Drawn): number {
  const { metric, noise } = world;
  const sign = metricDirection(metric) === 'higher' ? 1 : -1;
  let ties = 0;
  for (let draw = 0; draw < draws; draw++) {
    const sets = drawCandidates(world, hashSeed(seed, `candidates ${draw}`));
    const worth = (set: PredictionSet) => sign * (prepareMetrics(set).evaluate(null)[metric] ?? 0);
    const [best, ...others] = sets.sort((a, b) => worth(b) - worth(a));
    if (best === undefined) throw new RangeError('tieShare: expected a world with candidates');
    const tied = (set: PredictionSet) =>
      comparePredictions({ a: best, b: set, metric, seed: draw, resamples, among: noise.length }).tie;
    ties += Number(others.every(tied));
  }
  return ties / draws;
}

/** Share of the draws in which the interval of the first candidate holds its true metric. */
export function coverage({ world, draws, resamples, seed }: Drawn): number {
  const truth = trueMetric(world, world.noise[0] ?? 0);
  let held = 0;
  for (let draw = 0; draw < draws; draw++) {
    const [set] = drawCandidates(world, hashSeed(seed, `rows ${draw}`));
    if (set === undefined) throw new RangeError('coverage: expected a world of one candidate');
    const interval = bootstrapIntervals(prepareMetrics(set, resamples), { seed: draw, resamples })[world.metric];
    held += Number(interval !== undefined && interval[0] <= truth && truth <= interval[1]);
  }
  return held / draws;
}
