import { z } from 'zod';
import { defineStep } from '../define-step';
import { inferSeriesTrainer } from '../infer-series';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { horizonInWords, seasonParams, seriesParams } from './series-params';

const methods = {
  automatic: 'Automatic',
  smoothing: 'Exponential smoothing',
  theta: 'Theta',
  'seasonal-naive': 'Seasonal naive',
} as const;

const smoothed = { param: 'method', is: ['automatic', 'smoothing'] };

export const exponentialSmoothing = defineStep({
  type: 'exponential-smoothing',
  version: 1,
  stage: 'train',
  title: 'Exponential smoothing',
  summary: 'Forecasts a series from its level, trend and season (ETS, Holt-Winters, Theta).',
  doc: `Learns from the target and the time alone: each value moves a level, a trend and a season a little. It answers a row by its time, with a mean and an interval, up to the chosen number of steps behind the last train row. **Split by time**: else there is nothing ahead to be tested on.

Times are brought on equal steps first, calendar months included. A step without a value is passed over; several values in one step are put together. The form (trend, season, how errors grow) is the one with the least corrected AIC.

**Automatic** also tries the Theta method and the seasonal naive forecast, and takes what was least off at the end of the train rows. The summary says how it compares with the naive forecast: a model that loses to it is worth nothing.`,
  synonyms: ['forecast', 'time series', 'holt-winters', 'ets', 'theta', 'seasonal naive', 'demand', 'trend', 'holt'],
  icon: 'chart-line',
  params: z.object({
    ...seriesParams,
    method: param(z.enum(['automatic', 'smoothing', 'theta', 'seasonal-naive']).default('automatic'), {
      title: 'Method',
      labels: methods,
    }),
    trend: param(z.enum(['automatic', 'none', 'additive', 'damped']).default('automatic'), {
      title: 'Trend',
      labels: { automatic: 'Automatic', none: 'None', additive: 'Straight', damped: 'Damped' },
      showWhen: smoothed,
    }),
    season: param(z.enum(['automatic', 'none', 'additive', 'multiplicative']).default('automatic'), {
      title: 'Season',
      labels: { automatic: 'Automatic', none: 'None', additive: 'Added', multiplicative: 'Multiplied' },
      showWhen: smoothed,
    }),
    ...seasonParams,
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, ignoresFeatures: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.5 + rows / 5000, megabytes: 192 + rows / 2e3 }),
  describe: (params) => `${methods[params.method]}, ${horizonInWords(params.horizon)}`,
  trains: {
    tasks: ['forecast'],
    space: {
      method: { choice: ['smoothing', 'theta', 'seasonal-naive'] },
      trend: { choice: ['none', 'additive', 'damped'], when: smoothed },
      season: { choice: ['none', 'additive', 'multiplicative'], when: smoothed },
    },
  },
  inferSchema: (params, inputs) =>
    inferSeriesTrainer(
      { title: 'Exponential smoothing', target: params.target, time: params.time, series: params.series },
      inputs,
    ),
});
