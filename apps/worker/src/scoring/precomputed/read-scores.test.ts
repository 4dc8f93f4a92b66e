import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../data/artifact-store';
import { loadBundle } from '../../data/release-bundle';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../../executors/testing/make-table';
import { type StepResult, StepRunner } from '../../executors/testing/run-steps';
import { type MadeBundle, makeBundle } from '../../export/testing/made-bundles';
import { answerRow } from '../releases/serve-bundle';
import { keyOf } from './held-scores';
import { readScores } from './read-scores';

const root = scratchFolder('read-scores');
let steps: StepRunner;
let made: MadeBundle;
let table: StepResult;

beforeAll(async () => {
  steps = new StepRunner(root);
  const folder = join(root, 'made');
  mkdirSync(folder);
  made = await makeBundle('tree-ensemble', { folder, rows: 300 });
  const columns = [
    { name: 'customer', type: 'integer', role: 'feature' },
    { name: 'age', type: 'number', role: 'feature' },
    { name: 'spent', type: 'number', role: 'feature' },
    { name: 'city', type: 'text', role: 'feature' },
  ] as const;
  const rows = made.rows.map(({ age, spent, city }, at) => [at * 3, age ?? null, spent ?? null, city ?? null]);
  table = await makeTable(scratchSession(folder), folder, { columns: [...columns], rows, repeat: 1 });
});

/** The scores of the table as a batch makes them. */
async function scored(o: { keep?: string[]; probabilities?: boolean } = {}): Promise<string> {
  const { hash } = await hashFile(made.path);
  const { keep = ['customer', 'city'], probabilities = true } = o;
  const chunk = await steps.run('score-chunk', {
    params: { from: 0, to: null, keep, probabilities },
    references: {
      release: [{ port: 'bundle', kind: 'bundle', hash, path: made.path }],
      table: ['table', 'table.meta'].flatMap((port) => table.outputs[port] ?? []),
    },
  });
  const all = await steps.run('gather-scores', {
    params: { batch: 'b1', endpoint: 'churn', release: 'churn v2' },
    inputs: { chunks: [[chunk, 'predictions']] },
  });
  return all.outputs.predictions?.path ?? '';
}

const read = (path: string, more: { key?: string[]; keep?: string[]; mostBytes?: number } = {}) =>
  readScores({
    ...{ path, folder: join(root, 'spill'), key: ['customer'], keep: ['customer', 'city'] },
    ...{ needsClasses: true, mostBytes: 2 ** 20, ...more },
  });

describe('the scores of a batch in memory', () => {
  it('are the very answers of the release, to the bit, by the key of their rows', async () => {
    const held = await read(await scored());
    const answer = answerRow(await loadBundle(made.path));
    expect(held.rows).toBe(made.rows.length);
    for (const [at, row] of made.rows.entries()) {
      const { prediction, probabilities } = answer(row);
      expect(held.find(String(at * 3))).toEqual({ prediction, probabilities });
    }
    expect(held.find('1')).toBeNull();
  });

  it('may have a key of several columns; of rows with one key the last answers, and without one none', async () => {
    const held = await read(await scored(), { key: ['city', 'customer'] });
    const row = made.rows.findIndex(({ city }) => city === 'Oslo');
    expect(held.find(keyOf(['Oslo', row * 3]) ?? '')).not.toBeNull();
    expect([keyOf([null]), keyOf(['a', undefined]), keyOf([7])]).toEqual([null, null, '7']);
    const cities = await read(await scored(), { key: ['city'] });
    const last = made.rows.findLast(({ city }) => city === 'Oslo');
    const { prediction, probabilities } = answerRow(await loadBundle(made.path))(last ?? {});
    expect(cities.find('Oslo')).toEqual({ prediction, probabilities });
    expect(cities.rows).toBe(new Set(made.rows.flatMap(({ city }) => city ?? [])).size);
  });

  it('are refused in words where they are too many, or are no whole answers', async () => {
    await expect(read(await scored(), { mostBytes: 1_000 })).rejects.toThrow('they take more than the 0 MB');
    await expect(read(await scored({ probabilities: false }))).rejects.toThrow('were left out');
    await expect(read(await scored(), { key: ['age'] })).rejects.toThrow('the column age is absent');
    await expect(read(await scored(), { keep: ['customer', 'prediction'] })).rejects.toThrow('is called prediction');
  });
});
