import { fillGaps } from '@millrace/pipeline-core/series';
import { log } from '../forest/numeric';
import { nelderMead } from './nelder-mead';
import { type SmoothingForm, type SmoothingRates, type SmoothingState, smooth } from './smooth';
import { startingState } from './smoothing-start';

/** A form of smoothing; `relative`: errors grow with the series. */
export type SmoothingCandidate = SmoothingForm & { relative: boolean };

export type SmoothingFit = {
  form: SmoothingCandidate;
  rates: SmoothingRates;
  end: SmoothingState;
  fitted: Float64Array;
  /** Standard deviation of an error one step ahead; a share of the mean for relative errors. */
  sigma: number;
  /** Akaike's criterion, corrected for short series: comparable over forms of the same values. */
  aicc: number;
};

const MOST_ITERATIONS = 600;

/**
 * Finds rates, first level and first slope by the likelihood of the errors one step ahead (Hyndman et al. 2008, section
 * 5.1), by Nelder and Mead on unbounded coordinates. The first seasons stay those of the decomposition.
 */
export function fitSmoothing(values: Float64Array, form: SmoothingCandidate): SmoothingFit {
  const start = startingState(fillGaps(values, 'bridge'), form);
  const scale = Math.max(spreadOf(values), 1e-9);
  const open = openCoordinates(form);
  const read = (point: Float64Array) => {
    const rates = open.rates(point);
    const level = start.level + point[open.size]! * scale;
    const slope = form.trend === 'none' ? 0 : start.slope + (point[open.size + 1]! * scale) / 10;
    return { form, rates, start: { ...start, level, slope } };
  };
  const size = open.size + (form.trend === 'none' ? 1 : 2);
  const found = nelderMead({
    objective: (point) => minusLogLikelihood(values, smooth(values, read(point)).fitted, form.relative).value,
    start: Float64Array.from({ length: size }, (_, at) => open.start[at] ?? 0),
    steps: Float64Array.from({ length: size }, (_, at) => (at < open.size ? 1 : 0.3)),
    maxIterations: MOST_ITERATIONS,
    tolerance: 1e-8,
  });
  const best = read(found.point);
  const { fitted, end } = smooth(values, best);
  const { value, sigma, count } = minusLogLikelihood(values, fitted, form.relative);
  const seasons = form.season === 'none' ? 0 : form.period - 1;
  const aicc = corrected(value, { parameters: size + seasons + 1, count });
  return { form, rates: best.rates, end, fitted, sigma, aicc };
}

/** n log(sum of squared errors) + 2 sum log |mean| for relative ones: minus twice the log likelihood but for a constant. */
function minusLogLikelihood(
  values: Float64Array,
  fitted: Float64Array,
  relative: boolean,
): { value: number; sigma: number; count: number } {
  let squares = 0;
  let logs = 0;
  let count = 0;
  for (let step = 0; step < values.length; step++) {
    const value = values[step]!;
    if (Number.isNaN(value)) continue;
    const mean = fitted[step]!;
    if (relative && mean <= 0) return { value: Number.POSITIVE_INFINITY, sigma: 0, count: 1 };
    const error = relative ? (value - mean) / mean : value - mean;
    squares += error * error;
    if (relative) logs += log(mean);
    count++;
  }
  // A series that is followed exactly has no likelihood; a tiny error stands for none.
  const bounded = Math.max(squares, 1e-18 * count);
  return { value: count * log(bounded / count) + 2 * logs, sigma: Math.sqrt(squares / count), count };
}

/** AIC + 2 k (k + 1) / (n - k - 1); infinite where there are not more values than parameters. */
export function corrected(minusTwiceLog: number, { parameters, count }: { parameters: number; count: number }): number {
  const left = count - parameters - 1;
  if (left <= 0) return Number.POSITIVE_INFINITY;
  return minusTwiceLog + 2 * parameters + (2 * parameters * (parameters + 1)) / left;
}

/** Rates as unbounded coordinates: alpha in (0, 1), beta below alpha, gamma below 1 - alpha, phi from 0.8 to 0.98. */
function openCoordinates(form: SmoothingForm): {
  size: number;
  start: number[];
  rates(point: Float64Array): SmoothingRates;
} {
  const trend = form.trend !== 'none';
  const seasonal = form.season !== 'none';
  const damped = form.trend === 'damped';
  // alpha 0.3, beta a tenth of it, gamma a twentieth of the rest, phi 0.95
  const start = [-0.44, ...(trend ? [-1.33] : []), ...(seasonal ? [-2.06] : []), ...(damped ? [0.9] : [])];
  return {
    size: start.length,
    start,
    rates(point) {
      let at = 0;
      const alpha = between(point[at++]!, 1e-4, 0.9999);
      const beta = trend ? alpha * between(point[at++]!, 1e-4, 0.9999) : 0;
      const gamma = seasonal ? (1 - alpha) * between(point[at++]!, 1e-4, 0.9999) : 0;
      const phi = damped ? between(point[at++]!, 0.8, 0.98) : 1;
      return { alpha, beta, gamma, phi };
    },
  };
}

/** A rational sigmoid: the same bits everywhere, which the exponential function is not. */
function between(x: number, low: number, high: number): number {
  return low + ((high - low) * (1 + x / Math.sqrt(1 + x * x))) / 2;
}

function spreadOf(values: Float64Array): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
