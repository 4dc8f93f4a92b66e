import { movingMeans, startingSeasons } from '../smoothing-start';
import { applied, differences } from './polynomial';

/** Critical value of the test at 5 %. */
const KPSS_BOUND = 0.463;
/** From this strength on a season is taken out by differences (Wang, Smith and Hyndman 2006). */
const STRONG = 0.64;
const MOST_DIFFERENCES = 2;
/** Fewer values say nothing about a trend. */
const FEWEST = 8;

/** How often a series is differenced until it looks stationary: over a season where that is strong, then step by step. */
export function neededDifferences(values: Float64Array, period: number): { d: number; seasonalD: number } {
  const seasonalD = period > 1 && seasonalStrength(values, period) > STRONG ? 1 : 0;
  let d = 0;
  let left = applied(differences(0, seasonalD, period), values);
  while (d < MOST_DIFFERENCES && left.length > FEWEST && kpss(left) > KPSS_BOUND) {
    d++;
    left = applied(differences(1, 0, 1), left);
  }
  return { d, seasonalD };
}

/** Share of what the season explains beside the trend: 1 - var(rest) / var(season + rest), at least 0. */
export function seasonalStrength(values: Float64Array, period: number): number {
  if (values.length < 2 * period) return 0;
  const means = movingMeans(values, period);
  const seasons = startingSeasons(values, { trend: 'none', season: 'additive', period });
  const apart = values.map((value, step) => value - means[step]!).filter((value) => !Number.isNaN(value));
  const first = means.findIndex((value) => !Number.isNaN(value));
  const rest = apart.map((value, step) => value - seasons[(first + step) % period]!);
  const whole = varianceOf(apart);
  return whole === 0 ? 0 : Math.max(0, 1 - varianceOf(rest) / whole);
}

/**
 * The statistic of Kwiatkowski, Phillips, Schmidt and Shin (1992) for a constant level: large for a series that wanders.
 * The long-run variance takes 3 sqrt(n) / 13 lags, as `ndiffs` of R's forecast package does for the same choice of orders: with
 * more of them a series that wanders slowly passes for one that does not.
 */
export function kpss(values: Float64Array): number {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const apart = values.map((value) => value - mean);
  let sum = 0;
  let squares = 0;
  for (const value of apart) {
    sum += value;
    squares += sum * sum;
  }
  const lags = Math.floor((3 * Math.sqrt(count)) / 13);
  let variance = covariance(apart, 0);
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * covariance(apart, lag);
  return variance <= 0 ? 0 : squares / (count * count * variance);
}

function covariance(apart: Float64Array, lag: number): number {
  let sum = 0;
  for (let step = lag; step < apart.length; step++) sum += apart[step]! * apart[step - lag]!;
  return sum / apart.length;
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return covariance(
    values.map((value) => value - mean),
    0,
  );
}
