import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topicCatalog } from '@millrace/pipeline-core/events';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { createRowValidator } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import type { ChildArtifact } from '../child/protocol';
import { landFile } from '../data/ingest/land-file';
import { loadBundle } from '../data/release-bundle';
import { readRequestRows } from '../data/request-rows';
import { parquetRelation } from '../data/sql-text';
import { readTar } from '../data/tar';
import { referenceData, scratchFolder, scratchSession } from '../data/testing/scratch';
import { readPacked } from './testing/read-packed';
import { batchReference, type StepResult, StepRunner } from './testing/run-steps';

const root = scratchFolder('pipeline');
let count = 0;

function newRunner(): StepRunner {
  const folder = join(root, `run-${count++}`);
  mkdirSync(folder);
  return new StepRunner(folder);
}

async function landed(path: string) {
  const folder = join(root, `land-${count++}`);
  mkdirSync(folder);
  const session = scratchSession(folder, [join(path, '..')]);
  return landFile({ session, path, name: path, folder });
}

const evaluationOf = (result: StepResult) => evaluationSchema.parse(result.outputs.evaluation?.inline);

/** The starter shape: split first, then baseline, linear on prepared rows, trees on raw ones. */
async function trainAll(
  steps: StepRunner,
  source: StepResult,
  task: 'logistic-regression' | 'linear-regression',
  seed = 7,
) {
  const split = await steps.run('split-rows', {
    params: { strategy: task === 'logistic-regression' ? 'stratified' : 'random' },
    inputs: { table: [[source, 'table']] },
    seed,
  });
  const imputed = await steps.run('impute-missing', {
    inputs: { table: [[split, 'split']] },
    params: { indicator: true },
  });
  const encoded = await steps.run('encode-categories', { inputs: { table: [[imputed, 'table']] } });
  const scaled = await steps.run('scale-numbers', { inputs: { table: [[encoded, 'table']] } });
  const baseline = await steps.run('baseline', { inputs: { rows: [[split, 'split']] } });
  const linear = await steps.run(task, { inputs: { rows: [[scaled, 'table']] } });
  const trees = await steps.run('gradient-boosted-trees', { inputs: { rows: [[split, 'split']] } });
  return { split, scaled, baseline, linear, trees };
}

/** Largest difference between batch scores of a table and single answers for the same rows. */
async function twinDifference(steps: StepRunner, bundlePath: string, table: StepResult, port: string): Promise<number> {
  const bundle = await loadBundle(bundlePath);
  const bundleArtifact = { port: 'bundle', kind: 'bundle', hash: table.outputs[port]!.hash, path: bundlePath };
  const scored = await steps.run('batch-score', {
    params: { model: 'm' },
    inputs: { table: [[table, port]] },
    references: { release: [bundleArtifact] },
  });
  const session = scratchSession(root);
  const meta = tableMetaSchema.parse(table.outputs[`${port}.meta`]?.inline);
  const relation = `(SELECT * FROM ${parquetRelation(table.outputs[port]!.path!)} LIMIT 500)`;
  const requests = await readRequestRows(session, { relation, columns: meta.columns, inputs: bundle.inputs });
  const columns =
    bundle.manifest.classes === undefined
      ? ['prediction']
      : bundle.manifest.classes.map((name) => `probability_${name}`);
  const batch = await session.query(`SELECT * FROM ${parquetRelation(scored.outputs.predictions!.path!)} LIMIT 500`);
  expect(batch).toHaveLength(requests.length);
  let largest = 0;
  const block = bundle.predictBlock(requests);
  for (const [row, request] of requests.entries()) {
    const answer = bundle.predictRow(request);
    expect(block[row]?.outputs).toEqual(answer.outputs);
    expect(batch[row]?.prediction).toEqual(answer.prediction);
    for (const [at, name] of columns.entries()) {
      largest = Math.max(largest, Math.abs(Number(batch[row]?.[name]) - (answer.outputs[at] ?? Number.NaN)));
    }
  }
  return largest;
}

describe('a pipeline through the host', () => {
  it('goes from sample data to a release whose single answers equal batch ones', async () => {
    const steps = newRunner();
    const source = await steps.run('sample-data', { params: { sample: 'churn', rows: 1500 } });
    const filtered = await steps.run('filter-rows', {
      params: { condition: 'churned is not null' },
      inputs: { table: [[source, 'table']] },
    });
    const formula = await steps.run('formula-column', {
      params: { name: 'charge_per_call', formula: 'monthly_charge / (support_calls + 1)' },
      inputs: { table: [[filtered, 'table']] },
    });
    const { split, baseline, linear, trees } = await trainAll(steps, formula, 'logistic-regression');
    for (const model of [baseline, linear, trees]) {
      const evaluated = await steps.run('evaluate', {
        inputs: { model: [[model, 'model']], rows: [[split, 'split']] },
      });
      expect(evaluationOf(evaluated).parts.test.rows).toBe(225);
      for (const event of [...model.events, ...evaluated.events]) {
        topicCatalog[event.topic as keyof typeof topicCatalog].parse(event.payload);
      }
      const { environment } = topicCatalog['candidate-trained'].parse(model.events[0]?.payload);
      expect(environment).toMatchObject({ node: process.version, device: 'cpu', threads: expect.any(Number) });
      expect(environment?.peakMegabytes).toBeGreaterThan(10);
      const registered = await steps.run('register-model', {
        params: { name: 'churn' },
        inputs: { model: [[model, 'model']], rows: [[split, 'split']], evaluation: [[evaluated, 'evaluation']] },
      });
      topicCatalog['register-model'].parse(registered.events[0]?.payload);
      const path = registered.outputs.release!.path!;
      const bundle = await loadBundle(path);
      expect(bundle.goldenCheck()).toEqual({ rows: 100, maxDifference: 0, failed: [] });
      const held = await readPacked(registered);
      expect(held).toMatchObject({ facts: { rows: 225, of: 225, part: 'test' }, classes: bundle.manifest.classes });
      expect(held?.facts.testSet).toBe(bundle.manifest.receipt?.proof?.testSet);
      for (const { input, output, label } of held?.rows ?? []) {
        expect(bundle.predictRow(input).outputs).toEqual(output);
        expect(bundle.manifest.classes).toContain(label);
      }
      expect([...(await readTar(path)).keys()].filter((name) => /held/.test(name))).toEqual([]);
      expect(bundle.card).toContain('Predicts churned (two classes)');
      const onnx = (await readTar(path)).get('model.onnx');
      expect(bundle.manifest.files).toContainEqual(
        expect.objectContaining({ path: 'model.onnx', bytes: onnx?.byteLength ?? 0 }),
      );
      expect(registered.logs.join('\n')).toMatch(/model\.onnx: 100 rows answered by ONNX Runtime/);
      expect(bundle.inputs.map(({ name }) => name)).not.toContain('churned');
      expect(await twinDifference(steps, path, split, 'split')).toBe(0);
    }
    const compared = await steps.run('compare-candidates', {
      inputs: {
        models: [
          [baseline, 'model'],
          [linear, 'model'],
          [trees, 'model'],
        ],
        rows: [[split, 'split']],
      },
    });
    const comparison = topicCatalog['candidates-compared'].parse(compared.events[0]?.payload).comparison;
    expect(comparison.metric).toBe('auc');
    expect(comparison.ranking.at(-1)?.title).toBe('baseline');
    expect(compared.outputs.best?.hash).toBe(comparison.ranking[0]?.model);
  }, 120_000);

  it('gives the same hashes when it runs again', async () => {
    const hashes = [];
    for (let turn = 0; turn < 2; turn++) {
      const steps = newRunner();
      const source = await steps.run('sample-data', { params: { sample: 'flower-species', rows: 300 } });
      const { split, scaled, linear, trees } = await trainAll(steps, source, 'logistic-regression');
      const evaluated = await steps.run('evaluate', {
        inputs: { model: [[trees, 'model']], rows: [[split, 'split']] },
      });
      const release = await steps.run('register-model', {
        inputs: { model: [[trees, 'model']], rows: [[split, 'split']] },
      });
      hashes.push(
        [split, scaled, linear, trees, evaluated, release].map(({ outputs }) =>
          Object.values(outputs).map(({ port, hash }) => [port, hash]),
        ),
      );
    }
    expect(hashes[1]).toEqual(hashes[0]);
  }, 120_000);

  it('makes the same release from stored artifacts as from connected steps', async () => {
    const steps = newRunner();
    const source = await steps.run('sample-data', { params: { sample: 'churn', rows: 400 } });
    const { split, trees } = await trainAll(steps, source, 'logistic-regression');
    const connected = await steps.run('register-model', {
      inputs: { model: [[trees, 'model']], rows: [[split, 'split']] },
    });
    const stored = (result: StepResult, port: string, as: string): ChildArtifact[] =>
      ['', '.meta'].flatMap((end) => {
        const artifact = result.outputs[port + end];
        return artifact === undefined ? [] : [{ ...artifact, port: as + end }];
      });
    const referenced = await steps.run('register-model', {
      references: { model: stored(trees, 'model', 'model'), rows: stored(split, 'split', 'rows') },
    });
    expect(referenced.outputs.release?.hash).toBe(connected.outputs.release?.hash);
  }, 120_000);

  it('names every field of a request that does not fit', async () => {
    const steps = newRunner();
    const source = await steps.run('sample-data', { params: { sample: 'house-prices', rows: 200 } });
    const { split, linear } = await trainAll(steps, source, 'linear-regression');
    const release = await steps.run('register-model', {
      inputs: { model: [[linear, 'model']], rows: [[split, 'split']] },
    });
    const bundle = await loadBundle(release.outputs.release!.path!);
    const [golden] = bundle.golden;
    const { area_m2: _, ...rest } = golden!.input;
    const validator = createRowValidator(bundle.manifest.signature);
    const problems = validator.check({ ...rest, rooms: 'three', extra: 1 }, { index: 0, extras: 'refuse' });
    expect(problems.map(({ field, problem }) => [field, problem]).sort()).toEqual([
      ['area_m2', 'missing'],
      ['extra', 'extra'],
      ['rooms', 'mistyped'],
    ]);
    expect(() => bundle.predictRow({ ...golden!.input, rooms: 'three' })).toThrow(/rooms/);
    expect(() => bundle.predictRow(rest)).toThrow(/area_m2/);
    expect(bundle.predictRow({ ...golden!.input, district: 'Atlantis' }).prediction).toEqual(expect.any(Number));
    const nulls = Object.fromEntries(Object.keys(golden!.input).map((name) => [name, null]));
    expect(bundle.predictRow(nulls).prediction).toEqual(expect.any(Number));
  }, 120_000);

  it.for([
    ['adult/adult_train.csv', 'income', 'logistic-regression', 'auc', 0.91],
    ['california-housing/housing.csv', 'median_house_value', 'linear-regression', 'r2', 0.8],
    ['penguins/penguins.csv', 'species', 'logistic-regression', 'accuracy', 0.94],
    ['telco-churn/Telco-Customer-Churn.csv', 'Churn', 'logistic-regression', 'auc', 0.8],
  ] as const)('learns %s', { timeout: 240_000 }, async ([file, target, task, metric, least], { skip }) => {
    const path = referenceData(file);
    if (path === null) return skip();
    const { table, meta } = await landed(path);
    const steps = newRunner();
    const data = await steps.run('dataset', { references: { data: await batchReference(table, meta) } });
    expect(data.outputs.table?.hash).toBe((await batchReference(table, meta))[0]?.hash);
    expect(readFileSync(data.outputs.table!.path!).length).toBeGreaterThan(0);
    const source = await steps.run('select-columns', {
      params: { target, columns: ['customerID'] },
      inputs: { table: [[data, 'table']] },
    });
    const { split, linear, trees } = await trainAll(steps, source, task);
    const evaluated = await steps.run('evaluate', {
      inputs: { model: [[trees, 'model']], rows: [[split, 'split']] },
    });
    expect(evaluationOf(evaluated).parts.test.metrics[metric]).toBeGreaterThan(least);
    for (const model of [linear, trees]) {
      const release = await steps.run('register-model', {
        inputs: { model: [[model, 'model']], rows: [[split, 'split']] },
      });
      const bundle = release.outputs.release!.path!;
      expect((await loadBundle(bundle)).goldenCheck().maxDifference).toBeLessThan(1e-9);
      expect(await twinDifference(steps, bundle, split, 'split')).toBeLessThan(1e-9);
    }
  });
});
