import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { describe, expect, it } from 'vitest';
import { landFile } from '../../data/ingest/land-file';
import { loadBundle } from '../../data/release-bundle';
import { referenceData, scratchFolder, scratchSession } from '../../data/testing/scratch';
import { longTests } from '../../testing/env';
import { batchReference, StepRunner } from '../testing/run-steps';

const root = scratchFolder('text-classifier');
const steps = new StepRunner(root);
const train = referenceData('banking77/train.csv');
const test = referenceData('banking77/test.csv');
const met = referenceData('met-objects/met_1000.csv');

async function landed(path: string, name: string) {
  const folder = join(root, name);
  mkdirSync(folder);
  const { table, meta } = await landFile({
    session: scratchSession(folder, [root]),
    path,
    name: `${name}.csv`,
    folder,
  });
  return steps.run('dataset', { references: { data: await batchReference(table, meta) }, batch: 'b' });
}

/** Both files, split as they came. */
async function bankingSplit(name: string) {
  const path = join(root, `${name}.csv`);
  const [head = '', ...rows] = readFileSync(train ?? '', 'utf8').split(/(?<=\n)/);
  const more = readFileSync(test ?? '', 'utf8')
    .split(/(?<=\n)/)
    .slice(1);
  writeFileSync(path, [head, ...rows, ...more].join(''));
  const source = await landed(path, name);
  return steps.run('split-rows', {
    params: { strategy: 'sequential', train: 10_003 / 13_083, validation: 0, test: 3_080 / 13_083 },
    inputs: { table: [[source, 'table']] },
  });
}

describe.skipIf(train === null || test === null)('questions to a bank in 77 classes', () => {
  it.skipIf(!longTests)(
    'are told apart by an embedding net',
    async () => {
      const split = await bankingSplit('embedding');
      const model = await steps.run('text-classifier', {
        params: { target: 'category', method: 'net' },
        inputs: { rows: [[split, 'split']] },
      });
      const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[split, 'split']] } });
      const { metrics } = evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test;
      console.log(`banking77, net: accuracy ${metrics.accuracy?.toFixed(4)}; ${model.logs.join(' ')}`);
      expect(metrics.accuracy).toBeGreaterThanOrEqual(0.87);
    },
    900_000,
  );

  it('are told apart as well as scikit-learn’s linear SVM does, and a release answers as the batch did', async () => {
    const split = await bankingSplit('banking');
    const started = performance.now();
    const model = await steps.run('text-classifier', {
      params: { target: 'category' },
      inputs: { rows: [[split, 'split']] },
    });
    const seconds = (performance.now() - started) / 1000;
    const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[split, 'split']] } });
    const { metrics, rows: tested } = evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test;
    console.log(
      `banking77: accuracy ${metrics.accuracy?.toFixed(4)}, log loss ${metrics.logLoss?.toFixed(3)} on ${tested} test rows, trained in ${seconds.toFixed(1)} s`,
    );
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0.902);
    const release = await steps.run('register-model', {
      params: { name: 'banking' },
      inputs: { model: [[model, 'model']], rows: [[split, 'split']], evaluation: [[judged, 'evaluation']] },
    });
    const bundle = await loadBundle(release.outputs.release?.path ?? '');
    expect(bundle.goldenCheck()).toMatchObject({ maxDifference: 0, failed: [] });
    const { prediction } = bundle.predictRow({ text: 'My card still has not arrived, when will it come?' });
    expect(prediction).toBe('card_arrival');
  }, 600_000);
});

describe.skipIf(met === null)('records of a museum', () => {
  it('tell their department by three texts, over five splits', async () => {
    const source = await landed(met ?? '', 'met');
    const chosen = await steps.run('sql', {
      params: {
        query: `SELECT * FROM a WHERE "Department" IN (SELECT "Department" FROM a GROUP BY 1 HAVING count(*) >= 10)`,
      },
      inputs: { a: [[source, 'table']] },
    });
    let right = 0;
    let rows = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const split = await steps.run('split-rows', {
        params: { strategy: 'stratified', target: 'Department', train: 0.8, validation: 0, test: 0.2, seed },
        inputs: { table: [[chosen, 'table']] },
      });
      const model = await steps.run('text-classifier', {
        params: { target: 'Department', columns: ['Object Name', 'Title', 'Medium'] },
        inputs: { rows: [[split, 'split']] },
      });
      const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[split, 'split']] } });
      const part = evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test;
      right += (part.metrics.accuracy ?? 0) * part.rows;
      rows += part.rows;
    }
    console.log(`met-objects: accuracy ${(right / rows).toFixed(4)} over ${rows} test rows`);
    expect(right / rows).toBeGreaterThanOrEqual(0.968);
  }, 600_000);
});
