import type { ModelRuntime, RowScorer } from '../../model-runtime';
import { fitSeries } from '../fit-series';
import type { ArimaParams } from '../params';
import { loadForecast } from '../scorer';
import type { MethodContext } from '../series-fit';
import { arimaMethod } from './arima-method';

/** ARIMA and seasonal ARIMA by conditional least squares, with a search for the orders. */
export const arimaRuntime: ModelRuntime<ArimaParams, RowScorer> = {
  format: 'arima',

  describe: () => ({
    format: 'arima',
    title: 'ARIMA',
    tasks: ['forecast'],
    // The time, and the names of series.
    reads: { numbers: true, categories: true, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const methods = (given: MethodContext) => [arimaMethod(params, given)];
    const forecast = await fitSeries({ place: 'ARIMA', train, params, context, methods });
    return { format: 'arima', ...forecast };
  },

  load: loadForecast,
};
