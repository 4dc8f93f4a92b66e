import type { SmoothingForm, SmoothingState } from './smooth';

/** Cycles at the beginning from which the first seasons are made. */
const CYCLES = 5;
/** Steps at the beginning from which level and slope are made. */
const STEPS = 10;

/**
 * A state to begin with: seasons from what the first cycles differ from their moving mean (classical decomposition), then
 * a line through the first steps without their season. A series of less than two periods has no seasons.
 */
export function startingState(values: Float64Array, form: SmoothingForm): SmoothingState {
  const multiplied = form.season === 'multiplicative';
  const seasons =
    form.season === 'none' ? Float64Array.of(0) : startingSeasons(values.subarray(0, CYCLES * form.period), form);
  const plain = values.subarray(0, Math.max(STEPS, form.period)).map((value, step) => {
    const season = seasons[step % seasons.length]!;
    return multiplied ? value / season : value - season;
  });
  const { level, slope } = lineThrough(plain);
  return form.trend === 'none' ? { level: meanOf(plain), slope: 0, seasons } : { level: level - slope, slope, seasons };
}

/** Mean per place in the cycle of what a value is above (or times) the moving mean; sums to 0 (or averages 1). */
export function startingSeasons(values: Float64Array, { season, period }: SmoothingForm): Float64Array {
  const multiplied = season === 'multiplicative';
  const means = movingMeans(values, period);
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let step = 0; step < values.length; step++) {
    const apart = multiplied ? values[step]! / means[step]! : values[step]! - means[step]!;
    if (!Number.isFinite(apart)) continue;
    sums[step % period]! += apart;
    counts[step % period]! += 1;
  }
  const neutral = multiplied ? 1 : 0;
  const seasons = sums.map((sum, at) => (counts[at] === 0 ? neutral : sum / counts[at]!));
  const mean = meanOf(seasons);
  return seasons.map((value) => (multiplied ? value / mean : value - mean));
}

/** Centred mean over one period; of an even one both ends count half. NaN where the window is cut or has a gap. */
export function movingMeans(values: Float64Array, period: number): Float64Array {
  const half = Math.floor(period / 2);
  const means = new Float64Array(values.length).fill(Number.NaN);
  for (let step = half; step + half < values.length; step++) {
    let sum = 0;
    for (let at = step - half; at <= step + half; at++) {
      const end = period % 2 === 0 && (at === step - half || at === step + half);
      sum += end ? values[at]! / 2 : values[at]!;
    }
    means[step] = sum / period;
  }
  return means;
}

/** Least squares line; value at the first step and slope. Missing values are left out. */
export function lineThrough(values: Float64Array): { level: number; slope: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  for (let step = 0; step < values.length; step++) {
    if (Number.isNaN(values[step]!)) continue;
    count++;
    sumX += step;
    sumY += values[step]!;
  }
  if (count === 0) return { level: 0, slope: 0 };
  let across = 0;
  let squares = 0;
  for (let step = 0; step < values.length; step++) {
    if (Number.isNaN(values[step]!)) continue;
    across += (step - sumX / count) * (values[step]! - sumY / count);
    squares += (step - sumX / count) ** 2;
  }
  const slope = squares === 0 ? 0 : across / squares;
  return { level: sumY / count - (slope * sumX) / count, slope };
}

/** Mean of the values that are there; 0 when none is. */
export function meanOf(values: Float64Array): number {
  let count = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  return count === 0 ? 0 : sum / count;
}
