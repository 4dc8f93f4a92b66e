import { evaluate, folds, linear, type RightDrawing, right, split, trees } from './drawings';
import * as data from './tables';

/** Drawings with folds in which everything that learns is refitted in each of them. */
export const foldsMade: readonly RightDrawing[] = [
  right(
    'fits behind the folds',
    {
      churn: data.churn,
      split: split(),
      folds: folds({ strategy: 'stratified' }),
      fill: ['impute-missing'],
      select: ['select-features'],
      trees,
      evaluate,
    },
    'churn > split > folds > fill > select > trees > evaluate.model',
    'select > evaluate.rows',
  ),
  right(
    'machines kept together by the split and by the folds',
    {
      machines: data.machines,
      split: split({ strategy: 'grouped' }),
      folds: folds({ strategy: 'grouped' }),
      trees,
      evaluate,
    },
    'machines > split > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  right(
    'each fold of readings predicted from what came before',
    { readings: data.readings, folds: folds({ strategy: 'time-series' }), linear, evaluate },
    'readings > folds > linear > evaluate.model',
    'folds > evaluate.rows',
  ),
  right(
    'equal wines dropped, then split and folded',
    { wine: data.wine, drop: ['drop-duplicates'], split: split(), folds: folds(), trees, evaluate },
    'wine > drop > split > folds > trees > evaluate.model',
    'folds > evaluate.rows',
  ),
  right(
    'the mean over the folds chooses, whatever part is named',
    {
      houses: data.houses,
      split: split(),
      folds: folds(),
      trees,
      linear,
      compare: ['compare-candidates', { part: 'test' }],
    },
    'houses > split > folds > trees > compare.models',
    'folds > linear > compare.models',
    'folds > compare.rows',
  ),
];
