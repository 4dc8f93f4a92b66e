import { inOrder, linear, type RightDrawing, right, split, trees } from './drawings';
import * as data from './tables';

const window = (measure: object, order: object = { column: 'day' }): [string, object] => [
  'window',
  { by: ['shop'], order: [order], measures: [measure] },
];

const riders = (...more: string[]): [string, object] => [
  'select-columns',
  { columns: ['casual', 'registered', 'instant', ...more] },
];

/** Drawings in which the time of rows is regarded. */
export const times: RightDrawing[] = [
  right(
    'sales of a week before, early rows train',
    {
      sales: data.sales,
      window: window({ what: 'lag', column: 'sales', steps: 7 }),
      sort: ['sort-rows', { keys: [{ column: 'day' }] }],
      split: inOrder,
      trees,
    },
    'sales > window > sort > split > trees',
  ),
  right(
    'a rolling mean of the target without the row itself',
    { sales: data.sales, window: window({ what: 'mean', column: 'sales', current: false }), split: inOrder, trees },
    'sales > window > split > trees',
  ),
  right(
    'tomorrow’s sales are what is predicted',
    {
      sales: { table: data.table(9000, 'shop text feature 12', 'day date', 'temp', 'sales') },
      window: window({ what: 'lead', column: 'sales', as: 'tomorrow' }),
      select: ['select-columns', { target: 'tomorrow' }],
      split: inOrder,
      trees,
    },
    'sales > window > select > split > trees',
  ),
  right(
    'the how-manieth day it is',
    { sales: data.sales, window: window({ what: 'rank', as: 'nth' }), split: inOrder, trees },
    'sales > window > split > trees',
  ),
  right(
    'the value after in a falling order is the one before',
    {
      sales: data.sales,
      window: window({ what: 'lead', column: 'temp' }, { column: 'day', direction: 'descending' }),
      split: inOrder,
      trees,
    },
    'sales > window > split > trees',
  ),
  right('rows with a time, in order', { readings: data.readings, split: inOrder, linear }, 'readings > split > linear'),
  right(
    'the price of the day, in order',
    {
      orders: data.orders,
      prices: data.prices,
      join: [
        'join-tables',
        { how: 'asof', keys: [{ left: 'product', right: 'product' }], leftTime: 'ordered', rightTime: 'valid_from' },
      ],
      split: inOrder,
      trees,
    },
    'orders > join.left',
    'prices > join.right',
    'join > split > trees',
  ),
  right(
    'facts of a product, one row each, that happen to have a date',
    {
      orders: data.orders,
      products: data.products,
      join: ['join-tables', { keys: [{ left: 'product', right: 'product' }] }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'orders > join.left',
    'products > join.right',
    'join > split > trees',
  ),
  right(
    'hours of bikes, their day left out, in the order they came',
    { bikes: data.bikes, keep: riders('dteday'), split: inOrder, trees },
    'bikes > keep > split > trees',
  ),
  right(
    'a list of products that lies in the order they were taken in, joined to orders of no order',
    {
      orders: data.orders,
      products: data.listed,
      join: ['join-tables', { keys: [{ left: 'product', right: 'product' }] }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'orders > join.left',
    'products > join.right',
    'join > split > trees',
  ),
  right(
    'customers by their number, which is no time',
    { customers: data.numbered, split: split({ strategy: 'stratified' }), trees },
    'customers > split > trees',
  ),
  right(
    'a history joined by key and day',
    {
      orders: data.orders,
      prices: data.prices,
      join: [
        'join-tables',
        {
          keys: [
            { left: 'product', right: 'product' },
            { left: 'ordered', right: 'valid_from' },
          ],
        },
      ],
      split: inOrder,
      trees,
    },
    'orders > join.left',
    'prices > join.right',
    'join > split > trees',
  ),
];
