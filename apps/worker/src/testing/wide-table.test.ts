import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { loadBundle } from '../data/release-bundle';
import { scratchFolder } from '../data/testing/scratch';
import { landStarter } from '../executors/testing/run-starter';
import { StepRunner } from '../executors/testing/run-steps';
import { openRelease } from '../scoring/releases/open-release';
import { makeScoringServer } from '../scoring/testing/scoring-server';
import { longTests } from './env';
import { fakeEndpoint, testReleaseId } from './fake-release';

const root = scratchFolder('wide');
const columns = longTests ? 1000 : 320;
const rows = 300;

/** 300 rows of many columns: numbers with gaps, and a category in every tenth; two of them tell the target. */
function wideFile(): string {
  const random = createRandom(11);
  const names = Array.from({ length: columns }, (_, at) => `f${at}`);
  const lines = Array.from({ length: rows }, () => {
    const cells = names.map((_, at) => {
      if (at % 10 === 0) return ['low', 'middle', 'high'][random.int(3)] ?? '';
      return random.int(25) === 0 ? '' : String(random.int(1000) / 10);
    });
    const score = Number(cells[1]) + (cells[10] === 'high' ? 40 : 0);
    return [...cells, score > 60 ? 'yes' : 'no'].join(',');
  });
  const folder = join(root, 'upload');
  mkdirSync(folder);
  const path = join(folder, 'wide.csv');
  writeFileSync(path, `${[...names, 'answer'].join(',')}\n${lines.join('\n')}\n`);
  return path;
}

describe(`a table of ${columns} columns`, () => {
  it('is profiled, prepared, learned from, registered and asked over HTTP', async () => {
    const { starter, data } = await landStarter(wideFile(), 'answer');
    expect(starter.excluded).toEqual([]);
    const steps = new StepRunner(root);
    const source = await steps.run('dataset', { references: { data } });
    const select = { target: 'answer' };
    const selected = await steps.run('select-columns', { params: select, inputs: { table: [[source, 'table']] } });
    const split = await steps.run('split-rows', {
      params: { strategy: 'stratified' },
      inputs: { table: [[selected, 'table']] },
    });
    const imputed = await steps.run('impute-missing', { inputs: { table: [[split, 'split']] } });
    const encoded = await steps.run('encode-categories', { inputs: { table: [[imputed, 'table']] } });
    const model = await steps.run('gradient-boosted-trees', {
      params: { rounds: 10, earlyStoppingRounds: 0 },
      inputs: { rows: [[encoded, 'table']] },
    });
    const release = await steps.run('register-model', {
      params: { goldenRows: 20 },
      inputs: { model: [[model, 'model']], rows: [[encoded, 'table']], source: [[source, 'table']] },
    });
    const path = release.outputs.release?.path ?? '';
    expect((await loadBundle(path)).goldenCheck().maxDifference).toBeLessThan(1e-9);
    const { served, golden } = await openRelease({ id: testReleaseId(1), number: 1, modelName: 'wide', path });
    expect(served.signature.inputs).toHaveLength(columns);
    const wide = fakeEndpoint({ slug: 'shop.wide', routes: [[1, 1]] });
    const { server: app, endpoints } = makeScoringServer({ releases: [served], endpoints: [wide] });
    await endpoints.reload();
    const first = golden[0];
    const ask = async (payload: object) => {
      const headers = { 'x-api-key': 'secret' };
      const response = await app.inject({ method: 'POST', url: '/serve/shop.wide/predict', headers, payload });
      return { status: response.statusCode, json: response.json() };
    };
    const { status, json } = await ask(first?.input ?? {});
    expect(status).toBe(200);
    expect(Object.values(json.predictions[0].probabilities)).toEqual(first?.output);
    const { f7: _, ...others } = first?.input ?? {};
    expect((await ask(others)).status).toBe(422);
    await app.close();
  }, 600_000);
});
