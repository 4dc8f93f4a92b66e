import { log } from '../../forest/numeric';

/** Windows without a season. */
const PLAIN_STEPS = 8;
const FEWEST_WINDOWS = 3;
/** The level must change by half: else its share in the spread cannot be told from chance. */
const LEAST_RISE = 1.5;
/** At 1 the spread grows as the level does, at 0 not at all. */
const HALF_WAY = 0.5;

/**
 * Whether a series swings more where it is higher, so that its logarithm is the better one to learn: the slope of the log
 * spread on the log mean over windows of one season (as in Guerrero 1993). False with a value of 0 or less.
 */
export function growsWithLevel(values: Float64Array, period: number): boolean {
  const size = Math.max(period, PLAIN_STEPS);
  if (values.some((value) => value <= 0)) return false;
  const means: number[] = [];
  const spreads: number[] = [];
  for (let from = 0; from + size <= values.length; from += size) {
    const { mean, deviation } = momentsOf(values.subarray(from, from + size));
    if (deviation === 0) continue;
    means.push(log(mean));
    spreads.push(log(deviation));
  }
  if (means.length < FEWEST_WINDOWS || spanOf(means) < log(LEAST_RISE)) return false;
  return slopeOf(means, spreads) > HALF_WAY;
}

function spanOf(values: readonly number[]): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  let across = 0;
  let squares = 0;
  for (let at = 0; at < x.length; at++) {
    across += (x[at]! - middleX!) * (y[at]! - middleY!);
    squares += (x[at]! - middleX!) ** 2;
  }
  return squares === 0 ? 0 : across / squares;
}
