import { prepareRegressionMetrics } from './regression-metrics';
import { type WeightedMetrics, weightedMean } from './weighted-metrics';

/** Numbers in one answer of a forecast: mean, low and high end of the interval. */
export const forecastWidth = 3;

export type ForecastRows = {
  actual: ArrayLike<number>;
  /** rows x 3, row-major: mean, low, high. */
  predicted: ArrayLike<number>;
  /** What a naive forecast is off by on average (`naiveError`), in units of the series; without it there is no MASE. */
  scale?: number;
};

/**
 * Forecast metrics: mae, rmse, r2, mape, medianAe, explainedVariance, smape, mase, coverage.
 * - sMAPE = mean 2 |y - f| / (|y| + |f|), 0 where both are 0 (the M4 competition's form), a share;
 * - MASE = MAE / `scale` (Hyndman and Koehler 2006); null without a scale or where it is 0;
 * - coverage = share of rows within [low, high].
 */
export function forecastMetrics(rows: ForecastRows): Record<string, number | null> {
  return prepareForecastMetrics(rows).evaluate(null);
}

export function prepareForecastMetrics({ actual, predicted, scale }: ForecastRows): WeightedMetrics {
  const rows = actual.length;
  const column = (at: number) => Float64Array.from({ length: rows }, (_, row) => predicted[row * forecastWidth + at]!);
  const [mean, low, high] = [column(0), column(1), column(2)];
  const share = mean.map((value, row) => symmetricShare(actual[row]!, value));
  const inside = mean.map((_, row) => (actual[row]! >= low[row]! && actual[row]! <= high[row]! ? 1 : 0));
  const plain = prepareRegressionMetrics({ actual, predicted: mean });
  return {
    rows,
    classes: null,
    evaluate(weights) {
      const { mae = null, ...others } = plain.evaluate(weights);
      const known = scale !== undefined && scale > 0;
      return {
        mae,
        ...others,
        smape: weightedMean(share, weights),
        mase: mae === null || !known ? null : mae / scale,
        coverage: weightedMean(inside, weights),
      };
    },
  };
}

function symmetricShare(actual: number, forecast: number): number {
  const size = Math.abs(actual) + Math.abs(forecast);
  return size === 0 ? 0 : (2 * Math.abs(actual - forecast)) / size;
}

/**
 * Mean absolute difference of values `season` steps apart: what the seasonal naive forecast is off by on the rows it is
 * made from, in units of the series. Null when the series is no longer than a season.
 */
export function naiveError(values: ArrayLike<number>, season = 1): number | null {
  const pairs = values.length - season;
  if (pairs < 1) return null;
  let sum = 0;
  for (let at = season; at < values.length; at++) sum += Math.abs(values[at]! - values[at - season]!);
  return sum / pairs;
}
