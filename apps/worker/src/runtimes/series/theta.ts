import { fillGaps } from '@millrace/pipeline-core/series';
import { fitSmoothing } from './fit-smoothing';
import { deviationOf, type SeriesFit } from './series-fit';
import { lineThrough, startingSeasons } from './smoothing-start';

/**
 * The Theta method (Assimakopoulos and Nikolopoulos 2000) in its simple form: exponential smoothing of the series without
 * its season, going on with half the slope of its straight line (Hyndman and Billah 2003).
 */
export function theta(values: Float64Array, period: number): SeriesFit {
  const multiplied = values.every((value) => !(value <= 0));
  const seasons = seasonsOf(values, { period, multiplied });
  const withSeason = (value: number, step: number) =>
    multiplied ? value * seasons[step % period]! : value + seasons[step % period]!;
  const plain = values.map((value, step) =>
    multiplied ? value / seasons[step % period]! : value - seasons[step % period]!,
  );
  const smoothed = fitSmoothing(plain, { trend: 'none', season: 'none', period: 1, relative: false });
  const { alpha } = smoothed.rates;
  const drift = lineThrough(plain).slope / 2;
  // The sum of the weights (1 - alpha)^i: how far the smoothed level lags behind the line.
  const lags = lagsOf(alpha, values.length + 1);
  const fitted = smoothed.fitted.map((level, step) => withSeason(level + drift * lags[step]!, step));
  const lag = lags[values.length]!;
  return {
    fitted,
    deviation: deviationOf(values, fitted),
    scale: 'absolute',
    path: (steps) =>
      Float64Array.from({ length: steps }, (_, step) =>
        withSeason(smoothed.end.level + drift * (step + lag), values.length + step),
      ),
    spread: (steps) => Float64Array.from({ length: steps }, (_, step) => Math.sqrt(1 + step * alpha * alpha)),
    words: `Theta, ${period === 1 ? 'no season' : `${multiplied ? 'multiplicative' : 'additive'} season`}`,
  };
}

/** The season over the whole series; neutral without one. */
function seasonsOf(
  values: Float64Array,
  { period, multiplied }: { period: number; multiplied: boolean },
): Float64Array {
  if (period === 1) return Float64Array.of(multiplied ? 1 : 0);
  const season = multiplied ? 'multiplicative' : 'additive';
  return startingSeasons(fillGaps(values, 'bridge'), { trend: 'none', season, period });
}

function lagsOf(alpha: number, count: number): Float64Array {
  const lags = new Float64Array(count);
  let sum = 0;
  let weight = 1;
  for (let step = 0; step < count; step++) {
    lags[step] = sum;
    sum += weight;
    weight *= 1 - alpha;
  }
  return lags;
}
