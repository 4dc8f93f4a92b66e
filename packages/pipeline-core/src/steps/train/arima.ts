import { z } from 'zod';
import { gapRules } from '../../series/fill-gaps';
import { defineStep } from '../define-step';
import { inferSeriesTrainer } from '../infer-series';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { horizonInWords, seasonParams, seriesParams } from './series-params';

const given = { param: 'orders', is: ['given'] };

const order = (initial: number, most: number, title: string) =>
  param(z.int().min(0).max(most).default(initial), { title, showWhen: given });

export const arima = defineStep({
  type: 'arima',
  version: 1,
  stage: 'train',
  title: 'ARIMA',
  summary: 'Forecasts a series from its own past values and errors, with or without a season (SARIMA).',
  doc: `Takes differences until the series stays around a level, then learns how each value hangs on the p values and the q errors before it, and on those of the seasons before. It answers a row by its time, with a mean and an interval, up to the chosen number of steps behind the last train row. **Split by time**: else there is nothing ahead to be tested on.

**Automatic** takes a season out where it is strong, tests how often to take differences (KPSS), and searches the other orders stepwise for the least corrected AIC. A series that swings more where it is higher is learned as its logarithm. With given orders a constant is learned only where no differences are taken.

Times are brought on equal steps first, calendar months included. The summary says how it compares with the naive forecast: a model that loses to it is worth nothing.`,
  synonyms: [
    'forecast',
    'time series',
    'sarima',
    'auto arima',
    'autoregression',
    'moving average',
    'box-jenkins',
    'arma',
  ],
  icon: 'activity',
  params: z.object({
    ...seriesParams,
    orders: param(z.enum(['automatic', 'given']).default('automatic'), {
      title: 'Orders',
      labels: { automatic: 'Automatic', given: 'Given' },
    }),
    p: order(1, 5, 'Values before (p)'),
    d: order(1, 2, 'Differences (d)'),
    q: order(1, 5, 'Errors before (q)'),
    seasonalP: order(0, 2, 'Values of seasons before (P)'),
    seasonalD: order(1, 1, 'Differences of seasons (D)'),
    seasonalQ: order(1, 2, 'Errors of seasons before (Q)'),
    maxOrder: param(z.int().min(1).max(5).default(3), {
      title: 'Largest p and q',
      description: 'That the search tries.',
      showWhen: { param: 'orders', is: ['automatic'] },
      advanced: true,
    }),
    transform: param(z.enum(['automatic', 'none', 'log']).default('automatic'), {
      title: 'Transform',
      labels: { automatic: 'Automatic', none: 'None', log: 'Logarithm' },
    }),
    gaps: param(z.enum(gapRules).default('bridge'), {
      title: 'Steps without a value',
      labels: { bridge: 'A straight line across', zero: '0', last: 'The last value' },
      advanced: true,
    }),
    ...seasonParams,
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, ignoresFeatures: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.5 + rows / 1000, megabytes: 192 + rows / 2e3 }),
  describe(params) {
    const season = `(${params.seasonalP},${params.seasonalD},${params.seasonalQ})`;
    const orders = params.orders === 'given' ? `(${params.p},${params.d},${params.q})${season}` : 'Automatic orders';
    return `${orders}, ${horizonInWords(params.horizon)}`;
  },
  trains: {
    tasks: ['forecast'],
    space: { transform: { choice: ['none', 'log'] }, maxOrder: { int: [1, 5] } },
  },
  inferSchema: (params, inputs) =>
    inferSeriesTrainer({ title: 'ARIMA', target: params.target, time: params.time, series: params.series }, inputs),
});
