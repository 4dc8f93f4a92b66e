import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { modelCard } from './model-card';

const model = (facts: Partial<ModelManifest>): ModelManifest =>
  modelManifestSchema.parse({
    v: 1,
    task: 'regression',
    format: 'linear',
    trainer: { type: 'linear-regression', title: 'Line', params: {}, seed: 1 },
    target: 'price',
    features: [{ name: 'x', kind: 'number' }],
    plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
    featureSetId: 'f',
    signature: { inputs: [], outputs: [] },
    trainedOn: { rows: 10, validationRows: 0 },
    batches: [],
    seconds: 0,
    importance: [],
    curve: [],
    summary: {},
    ...facts,
  });

const card = (facts: Partial<ModelManifest>) =>
  modelCard({ name: 'segments', model: model(facts), evaluation: null, inputs: [] });

it('a model card says what is predicted, or what is found without a target', () => {
  expect(card({})).toContain('Predicts **price** (regression) with Line (linear-regression).');
  const trainer = { type: 'k-means', title: 'K-means', params: {}, seed: 1 };
  expect(card({ task: 'clustering', format: 'k-means', trainer, target: '' })).toContain(
    'Finds groups of rows that are alike (clustering) with K-means (k-means).',
  );
});
