import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { exp } from '../forest/numeric';

/**
 * What errors of one step ahead are measured in: the series itself, a share of its mean, or its logarithm. `deviation` is
 * their standard deviation.
 */
export type ErrorScale = 'absolute' | 'relative' | 'log';

/** One series and what is known of how it goes on. */
export type SeriesFit = {
  /** Means one step ahead on the steps it was learned from. */
  fitted: Float64Array;
  deviation: number;
  scale: ErrorScale;
  /** Means of the steps after the last one. */
  path(steps: number): Float64Array;
  /** How often wider the errors of each of these steps are than those of the first. */
  spread(steps: number): Float64Array;
  /** The form that was chosen, for people: "ETS, damped trend, multiplicative season". */
  words: string;
};

/** Learns a series of equal steps; `period` is 1 without a season, NaN stands in steps without a value. */
export type SeriesMethod = {
  fit: (values: Float64Array, period: number) => SeriesFit | Promise<SeriesFit>;
  /** The same form learned from fewer steps: for judging it on those that were left out. */
  again: (values: Float64Array, period: number) => SeriesFit;
};

/** How a method may take its time: `quick` asks for an answer at once; the event loop gets its turn at each pause. */
export type MethodContext = { quick: boolean; pause(): Promise<void> };

/** Ends of an interval around a mean, `z` standard deviations of `deviation` away. */
export function band(
  mean: number,
  { deviation, scale }: Pick<SeriesFit, 'deviation' | 'scale'>,
  z: number,
): [number, number] {
  const reach = z * deviation;
  switch (scale) {
    case 'absolute':
      return [mean - reach, mean + reach];
    case 'relative':
      return [mean * (1 - reach), mean * (1 + reach)];
    case 'log':
      return [mean * exp(-reach), mean * exp(reach)];
    default:
      return assertNever(scale);
  }
}

/** Standard deviation of the errors that are there, around 0. */
export function deviationOf(values: Float64Array, fitted: Float64Array): number {
  let count = 0;
  let squares = 0;
  for (let step = 0; step < values.length; step++) {
    const error = values[step]! - fitted[step]!;
    if (Number.isNaN(error)) continue;
    count++;
    squares += error * error;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
