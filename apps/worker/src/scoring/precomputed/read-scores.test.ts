import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
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

type More = { key?: string[]; keep?: string[]; mostBytes?: number; table?: ArtifactHash };

const read = async (path: string, more: More = {}) =>
  readScores({
    ...{ path, folder: join(root, 'spill'), key: ['customer'], keep: ['customer', 'city'] },
    ...{ needsClasses: true, mostBytes: 2 ** 20, table: more.table ?? (await hashFile(path)).hash, ...more },
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
    const many = read(await scored(), { mostBytes: 1_000 });
    await expect(many).rejects.toThrow('they take more than the 0 MB');
    await expect(many).rejects.toMatchObject({ why: 'no-room' });
    await expect(read(await scored({ probabilities: false }))).rejects.toThrow('were left out');
    await expect(read(await scored(), { key: ['age'] })).rejects.toThrow('the column age is absent');
    await expect(read(await scored(), { keep: ['customer', 'prediction'] })).rejects.toThrow('is called prediction');
  });

  it('are refused where their file is another one than was stored, and may be read another time where it is not there', async () => {
    const path = await scored();
    const { hash: table } = await hashFile(path);
    const whole = await readFile(path);
    const copy = join(root, 'copy.parquet');
    await expect(read(copy, { table })).rejects.toThrow('ENOENT');
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);
    for (const bytes of [whole.subarray(0, -20), flipped]) {
      await writeFile(copy, bytes);
      await expect(read(copy, { table })).rejects.toMatchObject({ name: 'ScoresUnusable', why: 'damaged' });
    }
    await writeFile(copy, whole);
    expect((await read(copy, { table })).rows).toBe(made.rows.length);
  });
});
