import { inOrder, linear, split, trees, type WrongDrawing, wrong } from './drawings';
import * as data from './tables';

const window = (measure: object, direction = 'ascending'): [string, object] => [
  'window',
  { by: ['shop'], order: [{ column: 'day', direction }], measures: [measure] },
];

/** Drawings in which the time of rows is not regarded. */
export const ofFuture: WrongDrawing[] = [
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
