import { metricLabel } from '@millrace/pipeline-core/metrics';
import { describe, expect, it } from 'vitest';
import { type ReadCard, wrongFields } from './card';

const metrics = { test: { accuracy: 0.9, logLoss: 0.25, auc: null } };
const result = (metric: string, value: number) => ({ split: 'test', type: metric, name: metricLabel(metric), value });
const card: ReadCard = {
  library_name: 'millrace',
  pipeline_tag: 'tabular-classification',
  model_name: 'penguins-card',
  tags: ['tabular', 'multiclass'],
  metrics: ['accuracy', 'log_loss'],
  results: [result('accuracy', 0.9), result('logLoss', 0.25)],
};

describe('a card as another tool reads it', () => {
  it('is right where every figure of the model is in it', () => {
    expect(wrongFields(card, { task: 'multiclass', metrics })).toEqual([]);
  });

  it('is wrong by the name of each field and figure that differs or is not there', () => {
    const other = { ...card, library_name: 'other', results: [result('accuracy', 0.9000001)] };
    const wrong = wrongFields(other, { task: 'binary', metrics });
    expect(wrong).toEqual([
      'library_name',
      'tags',
      'number of figures',
      metricLabel('accuracy'),
      metricLabel('logLoss'),
    ]);
    expect(wrongFields({ ...card, metrics: [], results: [] }, { task: 'multiclass', metrics: {} })).toEqual([
      'number of figures',
    ]);
  });
});
