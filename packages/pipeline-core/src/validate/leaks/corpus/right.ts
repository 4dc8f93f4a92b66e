import { samplePipeline, samplePipelines } from '../../../document/sample-pipeline';
import { linear, logistic, type RightDrawing, right, split, trees } from './drawings';
import { foldsMade } from './right-folds';
import { times } from './right-times';
import * as data from './tables';

const fitted: RightDrawing[] = [
  right(
    'fits behind the split',
    {
      churn: data.churn,
      split: split(),
      fill: ['impute-missing'],
      scale: ['scale-numbers'],
      encode: ['encode-categories'],
      logistic,
    },
    'churn > split > fill > scale > encode > logistic',
  ),
  right(
    'a constant for what is missing, before the split',
    {
      houses: data.houses,
      fill: ['impute-missing', { numbers: 'constant', texts: 'constant' }],
      split: split(),
      trees,
    },
    'houses > fill > split > trees',
  ),
  right(
    'bins with edges of one’s own, before the split',
    {
      houses: data.houses,
      bins: ['bin-numbers', { columns: ['age'], method: 'edges', edges: [10, 50] }],
      split: split(),
      trees,
    },
    'houses > bins > split > trees',
  ),
  right(
    'a fit before the split that is switched off',
    { houses: data.houses, fill: ['impute-missing', {}, { disabled: true }], split: split(), trees },
    'houses > fill > split > trees',
  ),
  right(
    'outliers clipped behind the split',
    { houses: data.houses, split: split(), clip: ['handle-outliers'], linear },
    'houses > split > clip > linear',
  ),
  right(
    'a fit without any split, for a look at the data',
    { houses: data.houses, scale: ['scale-numbers'], look: ['profile-table'] },
    'houses > scale > look',
  ),
];

const formulas: RightDrawing[] = [
  right(
    'a formula over features',
    {
      houses: data.houses,
      formula: ['formula-column', { name: 'ratio', formula: 'age / nullif(size, 0)' }],
      split: split(),
      trees,
    },
    'houses > formula > split > trees',
  ),
  right(
    'the target computed anew in its place',
    { houses: data.houses, log: ['formula-column', { name: 'price', formula: 'ln(price)' }], split: split(), linear },
    'houses > log > split > linear',
  ),
  right(
    'the logarithm is predicted, the price left out',
    {
      houses: { table: data.table(2000, 'size', 'age integer', 'price') },
      log: ['formula-column', { name: 'log_price', formula: 'ln(price)' }],
      drop: ['select-columns', { columns: ['price'], target: 'log_price' }],
      split: split(),
      linear,
    },
    'houses > log > drop > split > linear',
  ),
  right(
    'the price per metre is predicted from the size',
    {
      houses: { table: data.table(2000, 'size', 'age integer', 'price') },
      per: ['formula-column', { name: 'per_metre', formula: 'price / nullif(size, 0)' }],
      drop: ['select-columns', { columns: ['price'], target: 'per_metre' }],
      split: split(),
      trees,
    },
    'houses > per > drop > split > trees',
  ),
  right(
    'rows without a target are left out',
    {
      churn: data.churn,
      known: ['filter-rows', { condition: 'churn is not null' }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'churn > known > split > trees',
  ),
  right(
    'new names and other types',
    {
      churn: data.churn,
      rename: ['rename-columns', { style: 'snake', prefix: 'c_' }],
      cast: ['cast-types', { types: { c_calls: 'number' } }],
      split: split(),
      trees,
    },
    'churn > rename > cast > split > trees',
  ),
];

const counts = [
  'aggregate',
  {
    by: ['customer'],
    measures: [
      { what: 'rows', as: 'orders' },
      { what: 'sum', column: 'amount' },
    ],
  },
] as [string, object];

const rows: RightDrawing[] = [
  right(
    'orders counted by customer, beside other facts of the customer',
    {
      churn: data.churn,
      orders: data.orders,
      counts,
      join: ['join-tables', { keys: [{ left: 'customer', right: 'customer' }] }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'orders > counts > join.right',
    'churn > join.left',
    'join > split > trees',
  ),
  right(
    'one row of each customer, then the split',
    {
      orders: data.orders,
      group: [
        'aggregate',
        {
          by: ['customer'],
          measures: [
            { what: 'rows', as: 'orders' },
            { what: 'last', column: 'late', by: 'ordered' },
          ],
        },
      ],
      split: split(),
      trees,
    },
    'orders > group > split > trees',
  ),
  right(
    'one row of each machine',
    { machines: data.machines, keep: ['drop-duplicates', { columns: ['machine'] }], split: split(), trees },
    'machines > keep > split > trees',
  ),
  right(
    'ids that are there once',
    { churn: data.churn, split: split({ strategy: 'stratified' }), trees },
    'churn > split > trees',
  ),
  right(
    'duplicates dropped before the split',
    { wine: data.wine, drop: ['drop-duplicates'], split: split(), trees },
    'wine > drop > split > trees',
  ),
  right(
    'the same share of each class',
    { churn: data.churn, sample: ['sample-rows', { by: 'share', share: 0.2, each: 'churn' }], split: split(), trees },
    'churn > sample > split > trees',
  ),
  right(
    'as many rows of each plan, which is not predicted',
    { churn: data.churn, sample: ['sample-rows', { by: 'count', count: 300, each: 'plan' }], split: split(), trees },
    'churn > sample > split > trees',
  ),
  right(
    'two years, one below the other',
    { first: data.churn, second: data.churn, union: ['union-tables'], split: split(), trees },
    'first > union',
    'second > union',
    'union > split > trees',
  ),
  right(
    'two halves treated apart and put together again',
    {
      churn: data.churn,
      few: ['filter-rows', { condition: 'calls < 3' }],
      many: ['filter-rows', { condition: 'calls >= 3' }],
      union: ['union-tables'],
      split: split(),
      trees,
    },
    'churn > few > union',
    'churn > many > union',
    'union > split > trees',
  ),
];

const candidates = [
  'houses > split > trees > compare.models',
  'split > linear > compare.models',
  'split > compare.rows',
];

const choices: RightDrawing[] = [
  right(
    'the best of two is chosen on validation rows',
    { houses: data.houses, split: split(), trees, linear, compare: ['compare-candidates'] },
    ...candidates,
  ),
  right(
    'chosen on test rows where there is no validation part',
    {
      houses: data.houses,
      split: split({ train: 0.8, validation: 0, test: 0.2 }),
      trees,
      linear,
      compare: ['compare-candidates', { part: 'test' }],
    },
    ...candidates,
  ),
  right(
    'one model, looked at on test rows',
    { houses: data.houses, split: split(), trees, evaluate: ['evaluate', { part: 'test' }] },
    'houses > split > trees > evaluate.model',
    'split > evaluate.rows',
  ),
];

const world: RightDrawing[] = [
  right('adult', { adult: data.adult, split: split({ strategy: 'stratified' }), trees }, 'adult > split > trees'),
  right(
    'telco churn, its id marked',
    {
      telco: data.telco,
      ids: ['select-columns', { ids: ['customerID'] }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'telco > ids > split > trees',
  ),
  right('California housing', { california: data.california, split: split(), trees }, 'california > split > trees'),
  right(
    'penguins',
    { penguins: data.penguins, split: split({ strategy: 'stratified' }), trees },
    'penguins > split > trees',
  ),
  right('iris', { iris: data.iris, split: split({ strategy: 'stratified' }), trees }, 'iris > split > trees'),
  right(
    'bank marketing without the duration of the call',
    { bank: data.bank, drop: ['select-columns', { columns: ['duration'] }], split: split(), trees },
    'bank > drop > split > trees',
  ),
  right(
    'bank marketing, the duration kept for reports and not learned from',
    { bank: data.bank, keep: ['select-columns', { ignore: ['duration'] }], split: split(), trees },
    'bank > keep > split > trees',
  ),
  right(
    'bikes without the riders that add up to the count',
    {
      bikes: data.bikes,
      drop: ['select-columns', { columns: ['casual', 'registered', 'instant'] }],
      split: split({ strategy: 'time-ordered', time: 'dteday' }),
      trees,
    },
    'bikes > drop > split > trees',
  ),
  right(
    'a baseline looks at no feature',
    { bank: data.bank, split: split(), base: ['baseline'] },
    'bank > split > base',
  ),
];

const samples = samplePipelines.map(
  ({ sample, title }): RightDrawing => ({
    name: `template ${title}`,
    document: samplePipeline(sample),
    references: {},
    facts: {},
  }),
);

/** Drawings in which nothing must be found. */
export const rightDrawings: readonly RightDrawing[] = [
  ...fitted,
  ...formulas,
  ...times,
  ...rows,
  ...foldsMade,
  ...choices,
  ...world,
  ...samples,
];
