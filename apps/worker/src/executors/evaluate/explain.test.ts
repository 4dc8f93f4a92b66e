import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Explanation, explanationSchema } from '@millrace/pipeline-core/explain';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import type { CaseTable } from '../testing/case-schema';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('explain');
const session = scratchSession(root);
const runner = new StepRunner(root);

/** Rows whose target follows `x`, but is a coin for those of group `b`; some cells are missing. */
function makeRows(rows: number): CaseTable {
  const random = createRandom(11);
  const cells = Array.from({ length: rows }, () => {
    const x = random.next();
    const group = ['a', 'b', 'c'][random.int(3)] ?? 'a';
    const positive = group === 'b' ? random.int(2) === 1 : x > 0.5;
    return [random.int(40) === 0 ? null : x, group, random.next(), positive ? 'yes' : 'no'];
  });
  return {
    columns: [
      { name: 'x', type: 'number', role: 'feature' },
      { name: 'g', type: 'text', role: 'feature' },
      { name: 'noise', type: 'number', role: 'feature' },
      { name: 'y', type: 'text', role: 'target' },
    ],
    rows: cells,
    parts: cells.map((_, row) => (row % 2 === 0 ? 'train' : 'validation')),
    repeat: 1,
  };
}

function explanationOf(result: StepResult): Explanation {
  return explanationSchema.parse(result.outputs.explanation?.inline);
}

async function prepare() {
  const folder = join(root, 'rows');
  mkdirSync(folder, { recursive: true });
  const raw = await makeTable(session, folder, makeRows(1200));
  const filled = await runner.run('impute-missing', { inputs: { table: [[raw, 'table']] } });
  const scaled = await runner.run('scale-numbers', { inputs: { table: [[filled, 'table']] } });
  const model = await runner.run('gradient-boosted-trees', {
    params: { rounds: 20 },
    inputs: { rows: [[scaled, 'table']] },
  });
  return { raw, scaled, model };
}

let prepared: Awaited<ReturnType<typeof prepare>>;
beforeAll(async () => {
  prepared = await prepare();
});

describe('explain', () => {
  it('says the same of rows before the preparation and of prepared ones whose beginning it is given', async () => {
    const { raw, scaled, model } = prepared;
    const before = await runner.run('explain', { inputs: { model: [[model, 'model']], rows: [[raw, 'table']] } });
    const behind = await runner.run('explain', {
      inputs: { model: [[model, 'model']], rows: [[scaled, 'table']], source: [[raw, 'table']] },
    });
    expect(explanationOf(behind)).toEqual(explanationOf(before));
    expect(explanationOf(before)).toMatchObject({ part: 'validation', rows: 600, metric: 'auc' });
    expect(explanationOf(before).inputs?.[0]?.name).toBe('x');
    const { contributions } = explanationOf(before);
    expect(contributions).toMatchObject({ of: 'score', rows: 500 });
    expect(contributions?.features.map(({ name }) => name)).toEqual(['x', 'g', 'noise']);
    expect(contributions?.features[0]?.mean).toBeGreaterThan(0.5);
    expect(explanationOf(before).inputs?.map(({ values }) => values.length)).toEqual([5, 5, 5]);
  });

  it('finds the group whose target is a coin', async () => {
    const { raw, model } = prepared;
    const result = await runner.run('explain', {
      params: { curves: 0 },
      inputs: { model: [[model, 'model']], rows: [[raw, 'table']] },
    });
    const [worst] = explanationOf(result).slices?.slices ?? [];
    expect(worst?.sure).toBe(true);
    expect(worst?.terms).toContainEqual({ column: 'g', kind: 'is', value: 'b' });
    expect(worst?.interval[0]).toBeGreaterThan(0.1);
  });

  it('says how far it is, and stops when it is told to', async () => {
    const { raw, model } = prepared;
    const controller = new AbortController();
    const seen: number[] = [];
    const run = runner.run('explain', {
      inputs: { model: [[model, 'model']], rows: [[raw, 'table']] },
      signal: controller.signal,
      progress: ({ done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        seen.push(done);
        if (done === 3) controller.abort(new Error('stopped by a person'));
      },
    });
    await expect(run).rejects.toThrow();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('explains a baseline, which reads no column, by where it errs', async () => {
    const { raw } = prepared;
    const baseline = await runner.run('baseline', { inputs: { rows: [[raw, 'table']] } });
    const inputs: { [port: string]: [StepResult, string][] } = {
      ...{ model: [[baseline, 'model']], rows: [[raw, 'table']], source: [[raw, 'table']] },
    };
    const found = explanationOf(await runner.run('explain', { inputs }));
    expect(found).toMatchObject({ title: 'baseline', part: 'validation' });
    expect(found.slices?.rows).toBe(600);
  });
});
