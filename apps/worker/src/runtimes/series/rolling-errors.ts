import { percentText } from '@millrace/pipeline-core/percent';
import type { SeriesFit } from './series-fit';

/** Fits of a series of which the last steps were left out, judged on those. */
export type RollingErrors = {
  /** Sum of absolute errors and how many there are; both 0 when the series is too short to leave any out. */
  sum: number;
  count: number;
};

const WINDOWS = 3;
/** A season, or so many steps without one. */
const PLAIN_STEPS = 8;

/** How many steps each window judges: one season, at most a fifth of the series. */
export function windowSteps(length: number, period: number): number {
  return Math.min(period > 1 ? period : PLAIN_STEPS, Math.floor(length / 5));
}

/**
 * Absolute errors over windows at the end of a series, each forecast from the steps before it alone (rolling origin). The
 * last window ends with the series.
 */
export function rollingErrors(
  values: Float64Array,
  period: number,
  fit: (values: Float64Array, period: number) => SeriesFit,
): RollingErrors {
  const steps = windowSteps(values.length, period);
  const errors: RollingErrors = { sum: 0, count: 0 };
  if (steps < 1) return errors;
  for (let window = WINDOWS; window >= 1; window--) {
    const origin = values.length - window * steps;
    const known = values.subarray(0, origin);
    if (known.every(Number.isNaN)) continue;
    const path = fit(known, period).path(steps);
    for (let step = 0; step < steps; step++) {
      const error = Math.abs(values[origin + step]! - path[step]!);
      if (Number.isNaN(error)) continue;
      errors.sum += error;
      errors.count++;
    }
  }
  return errors;
}

/** How a method compares with the naive forecast on the same windows, in words; nothing where none was judged. */
export function againstNaive(errors: RollingErrors, naive: RollingErrors): Record<string, number | string> {
  if (errors.count === 0 || naive.count === 0) return {};
  const [mean, plain] = [errors.sum / errors.count, naive.sum / naive.count];
  const share = plain === 0 ? 0 : Math.round((1 - mean / plain) * 1000) / 10;
  const words =
    mean < plain
      ? `${percentText(share)} better`
      : mean === plain
        ? 'as good'
        : `${percentText(-share)} worse: what was there before is the better forecast`;
  return {
    'mean error at the end': rounded(mean),
    'of the naive forecast': rounded(plain),
    'against the naive forecast': words,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
