import { evaluate, folds, inOrder, linear, split, trees, type WrongDrawing, wrong } from './drawings';
import * as data from './tables';

/** Drawings with folds that look at the rows they hold out. */
export const acrossFolds: readonly WrongDrawing[] = [
  wrong(
    'scales by mean and deviation of all rows, then folds',
    { rule: 'fit-before-split', step: 'scale' },
    { houses: data.houses, scale: ['scale-numbers'], folds: folds(), trees, evaluate },
    'houses > scale > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'features selected on all train rows of a split, then folds',
    { rule: 'fit-before-split', step: 'select' },
    { churn: data.churn, split: split(), select: ['select-features'], folds: folds(), trees, evaluate },
    'churn > split > select > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'gaps filled and categories learned between a split and stratified folds',
    { rule: 'fit-before-split', step: 'encode' },
    {
      churn: data.churn,
      split: split(),
      fill: ['impute-missing'],
      encode: ['encode-categories', { method: 'ordinal' }],
      folds: folds({ strategy: 'stratified' }),
      trees,
      evaluate,
    },
    'churn > split > fill > encode > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'rows of machines, torn apart by folds behind a split that kept them together',
    { rule: 'group-overlap', step: 'folds' },
    { machines: data.machines, split: split({ strategy: 'grouped' }), folds: folds(), trees, evaluate },
    'machines > split > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'folds by chance of readings in time',
    { rule: 'random-split-of-time', step: 'folds' },
    { readings: data.readings, folds: folds(), linear, evaluate },
    'readings > folds > linear > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'wines that are listed several times, in folds',
    { rule: 'duplicate-rows', step: 'folds' },
    { wine: data.wine, folds: folds({ strategy: 'stratified' }), trees, evaluate },
    'wine > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  wrong(
    'wines that are listed several times, in folds behind a split in order',
    { rule: 'duplicate-rows', step: 'folds' },
    { wine: data.wine, split: inOrder, folds: folds(), trees, evaluate },
    'wine > split > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
];
