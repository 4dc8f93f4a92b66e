import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../data/tar';
import { scratchFolder } from '../../data/testing/scratch';
import { readPacked } from '../testing/read-packed';
import { type StepResult, StepRunner } from '../testing/run-steps';
import { roomFor } from './held-out-rows';

const steps = new StepRunner(scratchFolder('held-out-rows'));

/** A release of a model of nothing but the mean, trained and packed on these rows. */
async function pack(rows: [StepResult, string], packedOn = rows) {
  const model = await steps.run('baseline', { inputs: { rows: [rows] } });
  const registered = await steps.run('register-model', {
    params: { name: 'prices' },
    inputs: { model: [[model, 'model']], rows: [packedOn] },
  });
  return { registered, held: await readPacked(registered), logs: registered.logs.join('\n') };
}

describe('held-out rows of a release', () => {
  it('are as many as a bundle may carry, from all over the test rows', async () => {
    const source = await steps.run('sample-data', { params: { sample: 'house-prices', rows: 40_000 } });
    const split = await steps.run('split-rows', { inputs: { table: [[source, 'table']] } });
    const { held, logs } = await pack([split, 'split']);
    expect(held?.facts).toMatchObject({ rows: 5_000, part: 'test' });
    expect(held?.facts.of).toBeGreaterThan(5_000);
    expect(logs).toContain(`5000 of ${held?.facts.of} held-out rows`);
    expect(new Set(held?.rows.map(({ row }) => row)).size).toBe(5_000);
    const first = held?.rows.slice(0, 100) ?? [];
    expect(new Set(first.map(({ row }) => Math.floor(row / 4000))).size).toBe(10);
  }, 120_000);

  it('lie beside the bundle, which names them by their hash and has none of them inside', async () => {
    const source = await steps.run('sample-data', { params: { sample: 'house-prices', rows: 2000 } });
    const split = await steps.run('split-rows', { inputs: { table: [[source, 'table']] } });
    const { registered, held } = await pack([split, 'split']);
    const { release, 'held-out': rows } = registered.outputs;
    expect(rows).toMatchObject({ kind: 'held-out', hash: held?.facts.stored?.sha256 });
    expect((await readFile(rows?.path ?? '')).byteLength).toBe(held?.facts.stored?.bytes);
    const files = await readTar(release?.path ?? '');
    const golden = new Set(files.get('golden.jsonl')?.toString('utf8').split('\n'));
    const lines = held?.rows.map(({ row: _, ...rest }) => JSON.stringify(rest)) ?? [];
    const [others, travel] = [lines.filter((line) => !golden.has(line)), lines.filter((line) => golden.has(line))];
    expect(others.length).toBeGreaterThan(10);
    // Without the first brace a row is found with its number before it as well, which is how it is stored.
    const isIn = (file: Buffer) => {
      const text = file.toString('latin1');
      return (line: string) => text.includes(line.slice(1));
    };
    const [bundle, beside] = [await readFile(release?.path ?? ''), await readFile(rows?.path ?? '')];
    expect(others.filter(isIn(beside))).toEqual(others);
    expect(travel.filter(isIn(bundle))).toEqual(travel); // golden rows are some of them
    expect(others.filter(isIn(bundle))).toEqual([]);
    const again = await pack([split, 'split']);
    expect(again.registered.outputs.release?.hash).toBe(release?.hash);
    expect(again.registered.outputs['held-out']?.hash).toBe(rows?.hash);
  }, 120_000);

  it('are no more than there is room for, by what golden rows take', () => {
    const long = (letters: number) => ({ input: { text: 'x'.repeat(letters) }, output: [0.5], label: null });
    expect(roomFor([long(100_000), long(200_000)])).toBe(56); // 8 MiB of 150 kB each
    expect(roomFor([])).toBe(5_000);
  });

  it('are said to be none where the table has no split, or another one than the model was trained behind', async () => {
    const source = await steps.run('sample-data', { params: { sample: 'house-prices', rows: 300 } });
    const { held } = await pack([source, 'table']);
    expect(held?.facts).toEqual({ rows: 300, of: 300, part: null, stored: expect.anything() });
    const cut = { strategy: 'sequential' };
    const split = await steps.run('split-rows', { inputs: { table: [[source, 'table']] } });
    const other = await steps.run('split-rows', { inputs: { table: [[source, 'table']] }, params: cut });
    expect((await pack([split, 'split'], [other, 'split'])).held?.facts.part).toBeNull();
  }, 120_000);
});
