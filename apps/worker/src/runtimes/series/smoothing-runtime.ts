import type { ModelRuntime, RowScorer } from '../model-runtime';
import { fitSeries } from './fit-series';
import type { SmoothingParams } from './params';
import { loadForecast } from './scorer';
import { seasonalNaive } from './seasonal-naive';
import type { MethodContext, SeriesMethod } from './series-fit';
import { smoothingMethod } from './smoothing-method';
import { theta } from './theta';

/** Exponential smoothing (ETS, Holt-Winters), the Theta method and the seasonal naive forecast. */
export const smoothingRuntime: ModelRuntime<SmoothingParams, RowScorer> = {
  format: 'exponential-smoothing',

  describe: () => ({
    format: 'exponential-smoothing',
    title: 'Exponential smoothing',
    tasks: ['forecast'],
    // The time, and the names of series.
    reads: { numbers: true, categories: true, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const forecast = await fitSeries({
      place: 'Exponential smoothing',
      train,
      params,
      context,
      methods: (given) => methodsOf(params, given),
    });
    return { format: 'exponential-smoothing', ...forecast };
  },

  load: loadForecast,
};

function methodsOf(params: SmoothingParams, context: MethodContext): SeriesMethod[] {
  const plain = { theta: alike(theta), 'seasonal-naive': alike(seasonalNaive) };
  const smoothing = smoothingMethod(params, context);
  if (params.method === 'smoothing') return [smoothing];
  if (params.method !== 'automatic') return [plain[params.method]];
  return [smoothing, plain.theta, plain['seasonal-naive']];
}

/** A method without a form to choose. */
function alike(fit: SeriesMethod['again']): SeriesMethod {
  return { fit, again: fit };
}
