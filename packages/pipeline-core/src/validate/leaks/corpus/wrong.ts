import { inOrder, linear, split, trees, type WrongDrawing, wrong } from './drawings';
import * as data from './tables';
import { acrossFolds } from './wrong-folds';
import { ofFuture } from './wrong-times';

const fitted = [
  ['fills gaps with the median of all rows', ['impute-missing', {}]],
  ['scales by mean and deviation of all rows', ['scale-numbers', {}]],
  ['learns the categories of all rows', ['encode-categories', { method: 'ordinal' }]],
  ['cuts bins at quantiles of all rows', ['bin-numbers', { method: 'quantile' }]],
  ['clips at the quartiles of all rows', ['handle-outliers', {}]],
] as const;

const beforeSplit: WrongDrawing[] = [
  ...fitted.map(([name, [type, params]]) =>
    wrong(
      `${name}, then splits`,
      { rule: 'fit-before-split', step: 'fit' },
      { houses: data.houses, fit: [type, params], split: split(), trees },
      'houses > fit > split > trees',
    ),
  ),
  wrong(
    'two fits and a formula before a stratified split whose target is marked late',
    { rule: 'fit-before-split', step: 'scale' },
    {
      churn: { table: data.table(3000, 'plan text', 'charges', 'calls integer', 'churn text feature 2') },
      impute: ['impute-missing', { columns: ['charges'] }],
      per: ['formula-column', { name: 'per_call', formula: 'charges / nullif(calls, 0)' }],
      scale: ['scale-numbers'],
      select: ['select-columns', { target: 'churn' }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'churn > impute > per > scale > select > split > trees',
  ),
  wrong(
    'a fit two branches share, before the split of one',
    { rule: 'fit-before-split', step: 'fit' },
    { houses: data.houses, fit: ['scale-numbers'], split: split(), trees, look: ['profile-table'] },
    'houses > fit > split > trees',
    'fit > look',
  ),
];

const ofTarget: WrongDrawing[] = [
  wrong(
    'a formula over the target',
    { rule: 'target-in-feature', step: 'formula' },
    {
      houses: data.houses,
      formula: ['formula-column', { name: 'per_metre', formula: 'price / nullif(size, 0)' }],
      split: split(),
      trees,
    },
    'houses > formula > split > trees',
  ),
  wrong(
    'the target through a copy, a new name and a second formula, behind the split',
    { rule: 'target-in-feature', step: 'copy' },
    {
      churn: data.churn,
      split: split(),
      copy: ['formula-column', { name: 'state', formula: 'churn' }],
      rename: ['rename-columns', { names: [{ from: 'state', to: 'status' }] }],
      flag: ['formula-column', { name: 'flag', formula: "if(status = 'yes', charges, 0)" }],
      drop: ['select-columns', { columns: ['status'] }],
      trees,
    },
    'churn > split > copy > rename > flag > drop > trees',
  ),
  wrong(
    'a formula over the target, and nothing learns yet',
    { rule: 'target-in-feature', step: 'formula' },
    { churn: data.churn, formula: ['formula-column', { name: 'gone', formula: "churn = 'yes'" }], split: split() },
    'churn > formula > split',
  ),
  wrong(
    'a rolling mean of the target with the row itself',
    { rule: 'target-in-feature', step: 'window' },
    {
      sales: { table: data.table(9000, 'shop text feature 12', 'day date', 'temp', 'sales') },
      window: ['window', { by: ['shop'], order: [{ column: 'day' }], measures: [{ what: 'mean', column: 'sales' }] }],
      select: ['select-columns', { target: 'sales' }],
      split: split({ strategy: 'sequential' }),
      trees,
    },
    'sales > window > select > split > trees',
  ),
  wrong(
    'the logarithm of the price is predicted, and the price stays a feature',
    { rule: 'target-in-feature', step: 'log' },
    {
      houses: { table: data.table(2000, 'size', 'age integer', 'price') },
      log: ['formula-column', { name: 'log_price', formula: 'ln(price)' }],
      split: split(),
      linear: ['linear-regression', { target: 'log_price' }],
    },
    'houses > log > split > linear',
  ),
  wrong(
    'the count is the sum of two columns that stay features',
    { rule: 'target-rebuilt', step: 'sum' },
    {
      bikes: { table: data.table(17379, 'hr integer', 'temp', 'casual integer', 'registered integer') },
      sum: ['formula-column', { name: 'cnt', formula: 'casual + registered' }],
      select: ['select-columns', { target: 'cnt' }],
      split: split(),
      trees,
      linear,
    },
    'bikes > sum > select > split > trees',
    'split > linear',
  ),
  wrong(
    'the mean of the target by city, joined back before the split',
    { rule: 'target-statistic', step: 'means' },
    {
      houses: { table: data.table(2000, 'size', 'age integer', 'city text feature 40', 'price') },
      means: ['aggregate', { by: ['city'], measures: [{ what: 'mean', column: 'price', as: 'city_price' }] }],
      join: ['join-tables', { keys: [{ left: 'city', right: 'city' }] }],
      select: ['select-columns', { target: 'price' }],
      split: split(),
      trees,
    },
    'houses > means > join.right',
    'houses > join.left',
    'join > select > split > trees',
  ),
  wrong(
    'the same behind the split',
    { rule: 'target-statistic', step: 'means' },
    {
      churn: { table: data.table(3000, 'plan text feature 4', 'charges', 'churn text') },
      split: split(),
      means: ['aggregate', { by: ['plan'], measures: [{ what: 'most-frequent', column: 'churn', as: 'usual' }] }],
      join: ['join-tables', { keys: [{ left: 'plan', right: 'plan' }] }],
      trees: ['gradient-boosted-trees', { target: 'churn' }],
    },
    'churn > split > means > join.right',
    'split > join.left',
    'join > trees',
  ),
  wrong(
    'a ratio to the mean of the target of all houses in the city',
    { rule: 'target-statistic', step: 'means' },
    {
      houses: data.houses,
      means: ['aggregate', { by: ['city'], measures: [{ what: 'median', column: 'price', as: 'typical' }] }],
      join: ['join-tables', { keys: [{ left: 'city', right: 'city' }] }],
      ratio: ['formula-column', { name: 'dear', formula: 'typical / nullif(size, 0)' }],
      drop: ['select-columns', { columns: ['typical'] }],
      split: split(),
      linear,
    },
    'houses > means > join.right',
    'houses > join.left',
    'join > ratio > drop > split > linear',
  ),
];

const acrossParts: WrongDrawing[] = [
  wrong(
    'rows of machines, split by chance',
    { rule: 'group-overlap', step: 'split' },
    { machines: data.machines, split: split(), trees },
    'machines > split > trees',
  ),
  wrong(
    'several visits of a patient, stratified',
    { rule: 'group-overlap', step: 'split' },
    {
      visits: data.visits,
      filter: ['filter-rows', { condition: 'pulse > 0' }],
      split: split({ strategy: 'stratified' }),
      trees,
    },
    'visits > filter > split > trees',
  ),
  wrong(
    'wines that are listed several times',
    { rule: 'duplicate-rows', step: 'split' },
    { wine: data.wine, split: split(), trees },
    'wine > split > trees',
  ),
  wrong(
    'duplicates dropped behind the split',
    { rule: 'duplicates-dropped-late', step: 'drop' },
    {
      houses: data.houses,
      split: split(),
      fill: ['impute-missing'],
      drop: ['drop-duplicates'],
      trees,
    },
    'houses > split > fill > drop > trees',
  ),
  wrong(
    'rare rows put below the table once more',
    { rule: 'rows-repeated', step: 'union' },
    {
      churn: data.churn,
      rare: ['filter-rows', { condition: "churn = 'yes'" }],
      union: ['union-tables'],
      split: split(),
      trees,
    },
    'churn > rare > union',
    'churn > union',
    'union > split > trees',
  ),
  wrong(
    'as many of each class, then the split',
    { rule: 'balanced-test-rows', step: 'sample' },
    { churn: data.churn, sample: ['sample-rows', { by: 'count', count: 500, each: 'churn' }], split: split(), trees },
    'churn > sample > split > trees',
  ),
  wrong(
    'as many of each class from all parts',
    { rule: 'balanced-test-rows', step: 'sample' },
    { churn: data.churn, split: split(), sample: ['sample-rows', { by: 'count', count: 500, each: 'churn' }], trees },
    'churn > split > sample > trees',
  ),
  wrong(
    'how many houses a city has, test rows included',
    { rule: 'statistics-of-all-rows', step: 'counts' },
    {
      houses: data.houses,
      counts: ['aggregate', { by: ['city'], measures: [{ what: 'rows', as: 'in_city' }] }],
      join: ['join-tables', { keys: [{ left: 'city', right: 'city' }] }],
      split: split(),
      trees,
    },
    'houses > counts > join.right',
    'houses > join.left',
    'join > split > trees',
  ),
  wrong(
    'scaled by hand with mean and deviation of all rows',
    { rule: 'statistics-of-all-rows', step: 'moments' },
    {
      houses: data.houses,
      moments: [
        'aggregate',
        {
          by: ['city'],
          measures: [
            { what: 'mean', column: 'size', as: 'm' },
            { what: 'sd', column: 'size', as: 's' },
          ],
        },
      ],
      join: ['join-tables', { keys: [{ left: 'city', right: 'city' }] }],
      scale: ['formula-column', { name: 'z', formula: '(size - m) / nullif(s, 0)' }],
      split: split(),
      linear,
    },
    'houses > moments > join.right',
    'houses > join.left',
    'join > scale > split > linear',
  ),
  wrong(
    'the rank of a house among all',
    { rule: 'statistics-of-all-rows', step: 'rank' },
    {
      houses: data.houses,
      rank: ['window', { order: [{ column: 'size' }], measures: [{ what: 'rank', as: 'place' }] }],
      split: split(),
      trees,
    },
    'houses > rank > split > trees',
  ),
];

const ofData: WrongDrawing[] = [
  wrong(
    'casual and registered riders, whose sum is predicted',
    { rule: 'feature-tells-target', step: 'bikes' },
    {
      bikes: data.bikes,
      select: ['select-columns', { ids: ['instant'], target: 'cnt' }],
      split: inOrder,
      base: ['baseline'],
      trees,
      linear,
    },
    'bikes > select > split > base',
    'split > trees',
    'split > linear',
  ),
  wrong(
    'why a contract ended tells that it did',
    { rule: 'feature-tells-target', step: 'contracts' },
    { contracts: data.contracts, split: split(), trees },
    'contracts > split > trees',
  ),
  wrong(
    'how long the call lasted, before the call',
    { rule: 'known-afterwards', step: 'bank' },
    { bank: data.bank, split: split({ strategy: 'stratified' }), trees },
    'bank > split > trees',
  ),
  wrong(
    'the same under another name, and scaled',
    { rule: 'known-afterwards', step: 'bank' },
    {
      bank: data.bank,
      rename: ['rename-columns', { names: [{ from: 'duration', to: 'seconds' }] }],
      split: split(),
      scale: ['scale-numbers'],
      encode: ['encode-categories', { method: 'ordinal' }],
      logistic: ['logistic-regression'],
    },
    'bank > rename > split > scale > encode > logistic',
  ),
  wrong(
    'the number of a customer as a feature',
    { rule: 'id-as-feature', step: 'telco' },
    { telco: data.telco, split: split({ strategy: 'stratified' }), trees },
    'telco > split > trees',
  ),
  wrong(
    'the number of the row as a feature',
    { rule: 'id-as-feature', step: 'bikes' },
    { bikes: data.bikes, select: ['select-columns', { columns: ['casual', 'registered'] }], split: inOrder, trees },
    'bikes > select > split > trees',
  ),
];

const compare = (part: string): [string, object] => ['compare-candidates', { part }];

/** Drawings that would make results look better than they are, each for one reason. */
export const wrongDrawings: readonly WrongDrawing[] = [
  ...beforeSplit,
  ...ofTarget,
  ...ofFuture,
  ...acrossParts,
  ...acrossFolds,
  ...ofData,
  wrong(
    'the best of two is chosen on test rows',
    { rule: 'chosen-on-test', step: 'compare' },
    { houses: data.houses, split: split(), trees, linear, compare: compare('test') },
    'houses > split > trees > compare.models',
    'split > linear > compare.models',
    'split > compare.rows',
  ),
];
