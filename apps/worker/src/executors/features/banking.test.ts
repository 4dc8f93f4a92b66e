import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { describe, expect, it } from 'vitest';
import { landFile } from '../../data/ingest/land-file';
import { loadBundle } from '../../data/release-bundle';
import { referenceData, scratchFolder, scratchSession } from '../../data/testing/scratch';
import { longTests } from '../../testing/env';
import { batchReference, StepRunner } from '../testing/run-steps';

const root = scratchFolder('banking');
const train = referenceData('banking77/train.csv');
const test = referenceData('banking77/test.csv');

/** Both files as one, with a column that says which. */
async function landed() {
  const folder = join(root, 'landed');
  mkdirSync(folder);
  const path = join(root, 'banking.csv');
  const [head = '', ...rest] = readFileSync(train ?? '', 'utf8').split(/(?<=\n)/);
  writeFileSync(
    path,
    head +
      rest.join('') +
      readFileSync(test ?? '', 'utf8')
        .split(/(?<=\n)/)
        .slice(1)
        .join(''),
  );
  const session = scratchSession(folder, [root]);
  const { table, meta } = await landFile({ session, path, name: 'banking.csv', folder });
  return batchReference(table, meta);
}

// Text classifiers show the same set in every run; this way to it takes half a minute.
describe.skipIf(train === null || test === null || !longTests)('questions to a bank in 77 classes', () => {
  it('are told apart by logistic regression on TF-IDF, and a release answers as the batch did', async () => {
    const steps = new StepRunner(root);
    const source = await steps.run('dataset', { references: { data: await landed() }, batch: 'b' });
    const split = await steps.run('split-rows', {
      params: { strategy: 'sequential', train: 10_003 / 13_083, validation: 0, test: 3_080 / 13_083 },
      inputs: { table: [[source, 'table']] },
    });
    const started = performance.now();
    const vectors = await steps.run('vectorise-text', {
      params: { maxFeatures: 1500, to: 2, columns: ['text'] },
      inputs: { table: [[split, 'split']] },
    });
    const vectorised = performance.now();
    const model = await steps.run('logistic-regression', {
      params: { target: 'category', strength: 10, maxIterations: 60 },
      inputs: { rows: [[vectors, 'table']] },
    });
    const trained = performance.now();
    const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[split, 'split']] } });
    const evaluation = evaluationSchema.parse(judged.outputs.evaluation?.inline);
    const accuracy = evaluation.parts.test.metrics.accuracy ?? 0;
    console.log(
      `banking77: accuracy ${accuracy.toFixed(4)} on ${evaluation.parts.test.rows} test rows; vectors ${((vectorised - started) / 1000).toFixed(1)} s, training ${((trained - vectorised) / 1000).toFixed(1)} s`,
    );
    expect(accuracy).toBeGreaterThan(0.8);
    const release = await steps.run('register-model', {
      params: { name: 'banking' },
      inputs: { model: [[model, 'model']], rows: [[split, 'split']], evaluation: [[judged, 'evaluation']] },
    });
    const bundle = await loadBundle(release.outputs.release?.path ?? '');
    expect(bundle.manifest.kernels).toContain('tf-idf@1');
    expect(bundle.goldenCheck()).toMatchObject({ maxDifference: 0, failed: [] });
    const { prediction } = bundle.predictRow({ text: 'My card still has not arrived, when will it come?' });
    expect(prediction).toBe('card_arrival');
  }, 600_000);
});
