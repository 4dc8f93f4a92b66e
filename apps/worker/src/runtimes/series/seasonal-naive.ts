import { deviationOf, type SeriesFit } from './series-fit';

/** Goes on as it went a season ago, without a season as it was last: what every forecast must beat. */
export function seasonalNaive(values: Float64Array, period: number): SeriesFit {
  const last = lastSeason(values, period);
  const fitted = new Float64Array(values.length);
  // Of the first season nothing is known but that it looks like the first value.
  const seen = new Float64Array(period).fill(values.find((value) => !Number.isNaN(value)) ?? 0);
  for (let step = 0; step < values.length; step++) {
    fitted[step] = seen[step % period]!;
    if (!Number.isNaN(values[step]!)) seen[step % period] = values[step]!;
  }
  return {
    fitted,
    deviation: deviationOf(values.subarray(period), fitted.subarray(period)),
    scale: 'absolute',
    path: (steps) => Float64Array.from({ length: steps }, (_, step) => last[step % period]!),
    spread: (steps) => Float64Array.from({ length: steps }, (_, step) => Math.sqrt(Math.floor(step / period) + 1)),
    words: period === 1 ? 'the last value' : `the value ${period} steps ago`,
  };
}

/** The last value seen at each place of the season, that of the next step first. */
function lastSeason(values: Float64Array, period: number): Float64Array {
  const found = new Float64Array(period).fill(values.findLast((value) => !Number.isNaN(value)) ?? 0);
  for (let step = 0; step < values.length; step++) {
    const value = values[step]!;
    const place = (((step - values.length) % period) + period) % period;
    if (!Number.isNaN(value)) found[place] = value;
  }
  return found;
}
