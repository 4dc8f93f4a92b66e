import { PipelineError } from '@millrace/pipeline-core/errors';
import { fillGaps } from '@millrace/pipeline-core/series';
import { exp, log } from '../../forest/numeric';
import type { ArimaParams } from '../params';
import type { MethodContext, SeriesFit, SeriesMethod } from '../series-fit';
import { arimaFitted, arimaPath, arimaSpread, wholeSeries } from './arima-path';
import { neededDifferences } from './differencing';
import { type ArimaFit, fitArima } from './fit-arima';
import { growsWithLevel } from './grows-with-level';
import { type ArimaOrder, orderInWords } from './order';
import { applied, differences } from './polynomial';
import { searchOrders } from './search-orders';

/** Differenced values that a model needs at least. */
const FEWEST = 3;

/** ARIMA with the orders given, or with those that a stepwise search finds. */
export function arimaMethod(params: ArimaParams, context: MethodContext): SeriesMethod {
  let chosen: { order: ArimaOrder; logged: boolean } | null = null;
  return {
    async fit(values, period) {
      const filled = fillGaps(values, params.gaps);
      const logged = isLogged(filled, period, params.transform);
      const series = logged ? filled.map(log) : filled;
      const fit = await chooseFit(series, period, { params, context });
      chosen = { order: fit.order, logged };
      return asSeriesFit(series, fit, logged);
    },
    again(values, period) {
      const filled = fillGaps(values, params.gaps);
      const { order, logged } = chosen ?? { order: plainOrder(period), logged: false };
      const series = logged ? filled.map(log) : filled;
      return asSeriesFit(series, fitOrder(series, order), logged);
    },
  };
}

async function chooseFit(
  series: Float64Array,
  period: number,
  { params, context }: { params: ArimaParams; context: MethodContext },
): Promise<ArimaFit> {
  if (params.orders === 'given') return fitOrder(series, givenOrder(params, period));
  const fixed = { ...neededDifferences(series, period), period };
  if (context.quick) return fitOrder(series, { ...plainOrder(period), ...fixed });
  const values = applied(differences(fixed.d, fixed.seasonalD, period), series);
  return searchOrders({ values, fixed, maxOrder: params.maxOrder, pause: context.pause });
}

/** Fits an order to a series; one too short for its differences goes on as it was last. */
function fitOrder(series: Float64Array, order: ArimaOrder): ArimaFit {
  const values = applied(differences(order.d, order.seasonalD, order.period), series);
  if (values.length >= FEWEST) return fitArima(values, order);
  const walk: ArimaOrder = { ...plainOrder(1), d: 1, q: 0 };
  return fitArima(applied(differences(1, 0, 1), series), walk);
}

/** One moving average each: what exponential smoothing with and without a season is, too. */
function plainOrder(period: number): ArimaOrder {
  const season = period > 1 ? 1 : 0;
  return { p: 0, d: 1, q: 1, seasonalP: 0, seasonalD: season, seasonalQ: season, period, constant: false };
}

function givenOrder({ p, d, q, seasonalP, seasonalD, seasonalQ }: ArimaParams, period: number): ArimaOrder {
  const season = period > 1 ? { seasonalP, seasonalD, seasonalQ } : { seasonalP: 0, seasonalD: 0, seasonalQ: 0 };
  return { p, d, q, ...season, period, constant: d + season.seasonalD === 0 };
}

function isLogged(values: Float64Array, period: number, transform: ArimaParams['transform']): boolean {
  if (transform === 'none') return false;
  if (transform === 'automatic') return growsWithLevel(values, period);
  const low = values.find((value) => value <= 0);
  if (low === undefined) return true;
  throw new PipelineError({
    code: 'not-positive',
    family: 'pipeline',
    place: 'ARIMA › transform',
    seen: `the value ${low}`,
    expected: 'values above 0, which have a logarithm',
    next: 'Choose no transform, or automatic.',
  });
}

function asSeriesFit(values: Float64Array, fit: ArimaFit, logged: boolean): SeriesFit {
  const series = wholeSeries(values, fit);
  const back = (made: Float64Array) => (logged ? made.map(exp) : made);
  return {
    fitted: back(arimaFitted(series)),
    deviation: fit.sigma,
    scale: logged ? 'log' : 'absolute',
    path: (steps) => back(arimaPath(series, steps)),
    spread: (steps) => arimaSpread(series, steps),
    words: `${orderInWords(fit.order)}${logged ? ' of the logarithm' : ''}`,
  };
}
