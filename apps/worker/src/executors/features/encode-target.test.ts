import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planToRowFunction, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';
import { twinDifferences } from '../testing/twin-difference';

const root = scratchFolder('encode-target');
const session = scratchSession(root);
let count = 0;

/** Runs the step over rows of a category that knows nothing of the label, and of one that does. */
async function encode(params: JsonObject, label: (row: number, noise: boolean) => number | string) {
  const random = createRandom(3);
  const rows = Array.from({ length: 4000 }, (_, row) => {
    const noise = random.int(2) === 1;
    return [`k${random.int(1300)}`, random.int(20) === 0 ? null : `g${random.int(5)}`, label(row, noise)];
  });
  const parts = rows.map((_, row) => (row % 4 === 3 ? ('test' as const) : ('train' as const)));
  const folder = join(root, `case-${count++}`);
  mkdirSync(folder);
  const table = await makeTable(session, folder, {
    columns: [
      { name: 'key', type: 'text', role: 'feature' },
      { name: 'group', type: 'text', role: 'feature' },
      { name: 'y', type: typeof rows[0]?.[2] === 'number' ? 'number' : 'text', role: 'target' },
    ],
    rows,
    parts,
    repeat: 1,
  });
  const steps = new StepRunner(folder);
  const result = await steps.run('encode-categories', {
    params: { method: 'target', ...params },
    inputs: { table: [[table, 'table']] },
  });
  const requests = rows.map(([key, group]) => ({ key: key ?? null, group: group ?? null }));
  return { rows, parts, requests, result };
}

/** Share of pairs of a yes and a no in which the yes has the higher number; ties count half. */
function auc(scores: readonly number[], yes: readonly boolean[]): number {
  const order = scores.map((score, at) => ({ score, yes: yes[at] === true })).sort((a, b) => a.score - b.score);
  let below = 0;
  let won = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let [ties, hits] = [0, 0];
    for (; to < order.length && order[to]!.score === order[from]!.score; to++) order[to]!.yes ? hits++ : ties++;
    won += hits * (below + ties / 2);
    below += ties;
    from = to;
  }
  return won / (below * (order.length - below));
}

describe('mean of the target', () => {
  it('tells train rows nothing of their own label, where the naive mean gives it away', async () => {
    const { rows, parts, requests, result } = await encode({ smoothing: 1 }, (_, noise) => (noise ? 'yes' : 'no'));
    const { plan } = tableMetaSchema.parse(result.outputs['table.meta']?.inline);
    const stored = await session.query(
      `SELECT "key" AS k FROM ${parquetRelation(result.outputs.table?.path ?? '')} ORDER BY __row`,
    );
    const train = rows.flatMap((_, at) => (parts[at] === 'train' ? [at] : []));
    const yes = train.map((at) => rows[at]?.[2] === 'yes');
    const naive = planToRowFunction(plan, ['key']);
    const leaking = train.map((at) => Number(naive.runRequest(requests[at] ?? {})[0]));
    const outOfFold = train.map((at) => Number(stored[at]?.k));
    expect(auc(leaking, yes)).toBeGreaterThan(0.75);
    expect(Math.abs(auc(outOfFold, yes) - 0.5)).toBeLessThan(0.03);
  });

  it.each([
    ['two classes', {}, (row: number) => (row % 3 === 0 ? 'yes' : 'no')],
    ['three classes', { smoothing: 0 }, (row: number) => ['red', 'green', 'blue', 'red'][row % 4] ?? ''],
    ['a number', { smoothing: 2.5 }, (row: number) => ((row * 7919) % 1000) / 7],
  ] as const)('gives requests what it gives other rows: %s', async (_title, params, label) => {
    const { requests, result } = await encode(params, label);
    const { compared, different } = await twinDifferences(session, result, { requests, part: 'test' });
    expect(compared).toBeGreaterThanOrEqual(2000);
    expect(different).toBe(0);
  });

  it('repeats with its seed, and another seed makes other folds', async () => {
    const label = (row: number) => (row % 3 === 0 ? 'yes' : 'no');
    const hashes = [];
    for (const seed of [1, 1, 2]) hashes.push((await encode({ seed }, label)).result.outputs.table?.hash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});
