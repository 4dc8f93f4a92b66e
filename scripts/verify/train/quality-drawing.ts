import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type DrawnStep, drawSteps } from '../data/draw';
import { partColumn } from './prepare-set';
import type { QualitySet } from './quality-sets';

/**
 * Every trainer there is that fits the task, with no setting touched, on one split; validation rows choose, and the
 * chosen one answers all rows. Test rows have no say in the choice.
 */
export function qualityDrawing(set: QualitySet, dataset: string): PipelineDocument {
  const numbers = set.task === 'regression';
  const drop = [...set.drop, ...(set.isTest === undefined ? [] : [partColumn])];
  const table = 'columns.table';
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    split: { type: 'split-rows', params: splitOf(set), from: { table: 'data.table' } },
    columns: {
      type: 'select-columns',
      params: { mode: 'drop', columns: drop, target: set.target },
      from: { table: 'split.split' },
    },
    baseline: { type: 'baseline', params: { task: set.task }, from: { rows: table } },
    impute: { type: 'impute-missing', from: { table } },
    encode: { type: 'encode-categories', from: { table: 'impute.table' } },
    scale: { type: 'scale-numbers', from: { table: 'encode.table' } },
    linear: { type: numbers ? 'linear-regression' : 'logistic-regression', from: { rows: 'scale.table' } },
    trees: { type: 'gradient-boosted-trees', params: { task: set.task }, from: { rows: table } },
    forest: { type: 'random-forest', params: { task: set.task }, from: { rows: table } },
    ...(set.images === true ? { net: { type: 'image-cnn', params: { task: set.task }, from: { rows: table } } } : {}),
    ...choice(['baseline', 'linear', 'trees', 'forest', ...(set.images === true ? ['net'] : [])]),
  });
}

/** Compares the models on validation rows and evaluates the best one. */
function choice(models: readonly string[]): Record<string, DrawnStep> {
  return {
    compare: {
      type: 'compare-candidates',
      params: { part: 'validation' },
      from: { models: models.map((id) => `${id}.model`), rows: 'split.split' },
    },
    best: { type: 'evaluate', from: { model: 'compare.best', rows: 'split.split' } },
  };
}

function splitOf({ task, target, isTest }: QualitySet): object {
  if (isTest !== undefined) return { strategy: 'expression', rule: partColumn };
  return task === 'regression' ? { strategy: 'random' } : { strategy: 'stratified', target };
}
