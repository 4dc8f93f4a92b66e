import { folds, inOrder, linear, split, trees, type WrongDrawing, wrong } from './drawings';
import * as data from './tables';

const window = (measure: object, direction = 'ascending'): [string, object] => [
  'window',
  { by: ['shop'], order: [{ column: 'day', direction }], measures: [measure] },
];

const riders = (...more: string[]): [string, object] => [
  'select-columns',
  { columns: ['casual', 'registered', 'instant', ...more] },
];
const byChance = { rule: 'random-split-of-time', step: 'split' };

/** Rows that lie in the order of a date, which nothing in the drawing says: the data do. */
const ofOrder: WrongDrawing[] = [
  wrong(
    'hours of bikes as they came, split by chance',
    byChance,
    { bikes: data.bikes, keep: riders(), split: split(), trees },
    'bikes > keep > split > trees',
  ),
  wrong(
    'the same with the day left out',
    byChance,
    { bikes: data.bikes, keep: riders('dteday'), split: split(), trees },
    'bikes > keep > split > trees',
  ),
  wrong(
    'the warm ones under other names and in another order',
    byChance,
    {
      bikes: data.bikes,
      keep: riders(),
      warm: ['filter-rows', { condition: 'temp > 0.5' }],
      names: ['rename-columns', { names: [{ from: 'dteday', to: 'day' }] }],
      sort: ['sort-rows', { keys: [{ column: 'temp' }] }],
      split: split(),
      trees,
    },
    'bikes > keep > warm > names > sort > split > trees',
  ),
  wrong(
    'with the weather of the day beside',
    byChance,
    {
      bikes: data.bikes,
      keep: riders(),
      weather: data.weather,
      join: ['join-tables', { keys: [{ left: 'dteday', right: 'day' }] }],
      split: split(),
      trees,
    },
    'bikes > keep > join.left',
    'weather > join.right',
    'join > split > trees',
  ),
  wrong(
    'riders of each day, the days split by chance',
    byChance,
    {
      bikes: data.bikes,
      days: [
        'aggregate',
        {
          by: ['dteday'],
          measures: [
            { what: 'sum', column: 'cnt', as: 'riders' },
            { what: 'mean', column: 'temp' },
          ],
        },
      ],
      target: ['select-columns', { target: 'riders' }],
      split: split(),
      trees,
    },
    'bikes > days > target > split > trees',
  ),
  wrong(
    'folds of hours by chance',
    { rule: 'random-split-of-time', step: 'folds' },
    { bikes: data.bikes, keep: riders(), folds: folds(), trees },
    'bikes > keep > folds > trees',
  ),
];

/** Drawings in which the time of rows is not regarded. */
export const ofFuture: WrongDrawing[] = [
  ...ofOrder,
  wrong(
    'tomorrow’s temperature',
    { rule: 'sees-future', step: 'window' },
    { sales: data.sales, window: window({ what: 'lead', column: 'temp' }), split: inOrder, trees },
    'sales > window > split > trees',
  ),
  wrong(
    'yesterday in a falling order of time',
    { rule: 'sees-future', step: 'window' },
    { sales: data.sales, window: window({ what: 'lag', column: 'temp' }, 'descending'), split: inOrder, trees },
    'sales > window > split > trees',
  ),
  wrong(
    'a rolling mean in a falling order of time',
    { rule: 'sees-future', step: 'window' },
    { sales: data.sales, window: window({ what: 'mean', column: 'temp' }, 'descending'), split: inOrder, trees },
    'sales > window > split > trees',
  ),
  wrong(
    'the difference to tomorrow, over a formula',
    { rule: 'sees-future', step: 'window' },
    {
      sales: data.sales,
      window: window({ what: 'lead', column: 'promo', as: 'next' }),
      diff: ['formula-column', { name: 'change', formula: 'next - promo' }],
      drop: ['select-columns', { columns: ['next'] }],
      split: inOrder,
      trees,
    },
    'sales > window > diff > drop > split > trees',
  ),
  wrong(
    'a value after, and nothing learns yet',
    { rule: 'sees-future', step: 'window' },
    { sales: data.sales, window: window({ what: 'lead', column: 'temp' }) },
    'sales > window',
  ),
  wrong(
    'features of the days before, split by chance',
    { rule: 'random-split-of-time', step: 'split' },
    { sales: data.sales, window: window({ what: 'lag', column: 'sales', steps: 7 }), split: split(), trees },
    'sales > window > split > trees',
  ),
  wrong(
    'the price of the day, split by chance',
    { rule: 'random-split-of-time', step: 'split' },
    {
      orders: data.orders,
      prices: data.prices,
      join: [
        'join-tables',
        { how: 'asof', keys: [{ left: 'product', right: 'product' }], leftTime: 'ordered', rightTime: 'valid_from' },
      ],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'orders > join.left',
    'prices > join.right',
    'join > split > trees',
  ),
  wrong(
    'rows with a time, split by chance',
    { rule: 'random-split-of-time', step: 'split' },
    { readings: data.readings, split: split(), linear },
    'readings > split > linear',
  ),
  wrong(
    'a history of prices joined by product alone',
    { rule: 'current-values-joined', step: 'join' },
    {
      orders: data.orders,
      prices: data.prices,
      join: ['join-tables', { keys: [{ left: 'product', right: 'product' }] }],
      split: inOrder,
      trees,
    },
    'orders > join.left',
    'prices > join.right',
    'join > split > trees',
  ),
];
