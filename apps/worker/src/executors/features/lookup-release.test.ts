import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StoredColumn, tableMetaSchema, viewShapeSchema } from '@millrace/pipeline-core/features';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import type { HeldOutRow } from '@millrace/pipeline-core/release';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { onlineFacts } from '../../scheduling/deploy/online-facts';
import { fillLookups } from '../../scoring/features/fill-lookups';
import type { OnlineView } from '../../scoring/features/online-store';
import { openRelease } from '../../scoring/releases/open-release';
import { readPacked } from '../testing/read-packed';
import { type StepResult, StepRunner, store } from '../testing/run-steps';

const folder = scratchFolder('lookup-release');
const session = scratchSession(folder);
const steps = new StepRunner(folder);
const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const shape = {
  keys: [{ name: 'customer', type: 'integer' as const }],
  features: [{ name: 'spend', type: 'number' as const }],
  ttlSeconds: null,
};
const view = viewShapeSchema.parse(shape);

async function table(name: string, columns: StoredColumn[], query: string): Promise<StepResult> {
  const at = join(folder, name);
  mkdirSync(at);
  const written = await writeTable(session, { query, path: join(at, 'table.parquet'), columns });
  const outputs = await Promise.all(tableOutputs('table', written.path, datasetMeta(written)).map(store));
  return { outputs: Object.fromEntries(outputs.map((one) => [one.port, one])), events: [], logs: [], folder: at };
}

const column = (name: string, sqlType: string, role: StoredColumn['role'] = 'feature'): StoredColumn => {
  const types = { BIGINT: 'integer', TIMESTAMP: 'timestamp', DOUBLE: 'number' } as const;
  return { name, sqlType, role, type: types[sqlType as keyof typeof types] }; // one of the three named here
};

let lookedUp: StepResult;
let registered: StepResult;
let release: Awaited<ReturnType<typeof openRelease>>;

beforeAll(async () => {
  const history = await table(
    'history',
    [column('customer', 'BIGINT', 'id'), column('day', 'TIMESTAMP', 'time'), column('spend', 'DOUBLE')],
    `SELECT i AS __row, i % 40 AS customer, TIMESTAMP '2026-01-01' + INTERVAL (i // 40) DAY AS day,
       ((i * 7919) % 1000) / 10.0::DOUBLE AS spend FROM range(1200) t(i)`,
  );
  const published = await steps.run('publish-features', {
    params: { view: 'spending', knownSince: 'day' },
    inputs: { table: [[history, 'table']] },
  });
  const orders = await table(
    'orders',
    [
      ...[column('customer', 'BIGINT', 'id'), column('asked', 'TIMESTAMP', 'time'), column('items', 'DOUBLE')],
      column('price', 'DOUBLE', 'target'),
    ],
    `SELECT i AS __row, i % 45 AS customer, TIMESTAMP '2026-01-02' + INTERVAL (i * 3571) SECOND AS asked,
       (i % 13)::DOUBLE AS items, ((i * 7919) % 1000)::DOUBLE + i % 13 AS price FROM range(600) t(i)`,
  );
  lookedUp = await steps.run('lookup-features', {
    params: { view: 'spending' },
    inputs: { table: [[orders, 'table']] },
    view: { shape, versions: [published] },
  });
  const split = await steps.run('split-rows', {
    params: { strategy: 'random' },
    inputs: { table: [[lookedUp, 'table']] },
  });
  const imputed = await steps.run('impute-missing', { inputs: { table: [[split, 'split']] } });
  const model = await steps.run('linear-regression', { inputs: { rows: [[imputed, 'table']] } });
  registered = await steps.run('register-model', {
    params: { name: 'prices' },
    inputs: { model: [[model, 'model']], rows: [[imputed, 'table']], source: [[lookedUp, 'table']] },
  });
  const path = registered.outputs.release?.path ?? '';
  release = await openRelease({
    id: '00000000-0000-4000-8000-000000000002' as never,
    number: 1,
    modelName: 'prices',
    path,
  }); // any id
});

describe('a model behind a look-up', () => {
  it('says in its plan what is looked up, and marks it in the signature', () => {
    const { plan } = tableMetaSchema.parse(lookedUp.outputs['table.meta']?.inline);
    expect(plan.lookups).toEqual([
      { lookup: 'spending', key: ['customer'], features: [{ column: 'spend', feature: 'spend' }] },
    ]);
    const inputs = release.served.signature.inputs.map(({ name, lookup }) => [name, lookup?.view]);
    expect(inputs).toEqual([
      ['customer', undefined],
      ['items', undefined],
      ['spend', 'spending'],
    ]);
  });

  it('answers its golden rows, which hold the looked-up values, as batch scoring did', async () => {
    expect(release.golden.length).toBeGreaterThan(20);
    expect(release.golden.some(({ input }) => typeof input.spend === 'number')).toBe(true);
    for (const { input, output } of release.golden) {
      const answer = await release.served.answer(input, new AbortController().signal);
      expect([...answer.output]).toEqual(output);
    }
  });

  it('asks callers for the key only, and looks the rest up', async () => {
    const facts = { ...view, id: 'v', projectId, name: 'spending', description: '', createdBy: 'ada' };
    const dates = { createdAt: new Date(0), refreshedAt: null, deletingAt: null, change: 1, deletions: 0 };
    const held: OnlineView = {
      facts: { ...facts, ...dates },
      places: new Map([['spend', 0]]),
      entries: new Map([['[7]', { eventMicros: 0, knownMicros: 0, values: [61.5] }]]),
      bytes: 200,
    };
    const find = (_project: unknown, name: string) => (name === 'spending' ? held : null);
    const online = { find, whyUnheld: () => null };
    const ask = (row: Record<string, number>) =>
      fillLookups(row, { chain: [release.served], projectId, online, now: 1000 }).row;
    const row = { customer: 7, items: 3 };
    expect(release.served.validator.check(row, { index: 0, extras: 'refuse' })).toEqual([]);
    expect(release.served.validator.check({ items: 3 }, { index: 0, extras: 'refuse' })).toMatchObject([
      { field: 'customer', problem: 'missing' },
    ]);
    expect(ask(row)).toEqual({ customer: 7, items: 3, spend: 61.5 });
    expect(ask({ customer: 8, items: 3 })).toEqual({ customer: 8, items: 3, spend: null });
    expect(ask({ ...row, spend: 1 })).toEqual({ customer: 7, items: 3, spend: 1 });
    const signal = new AbortController().signal;
    const [looked, sent] = [
      await release.served.answer(ask(row), signal),
      await release.served.answer({ ...row, spend: 61.5 }, signal),
    ];
    expect(looked.output).toEqual(sent.output);
    expect((await release.served.answer({ ...row, spend: 1 }, signal)).output).not.toEqual(sent.output);
    // Of a view that does not fit into memory nothing is made up.
    const why = 'The feature view spending is not in memory.';
    const none = { find: () => null, whyUnheld: () => why };
    const blind = (row: Record<string, number>) =>
      fillLookups(row, { chain: [release.served], projectId, online: none, now: 1000 });
    expect(blind(row)).toEqual({ row, without: new Map([[release.served.id, why]]) });
    const known = { ...row, spend: 1 };
    expect(blind(known)).toEqual({ row: known, without: new Map() });
  });

  it('gives held-out rows what is online now, and the answers of the table where that is the same', async () => {
    const held = await readPacked(registered);
    const rows = held?.rows ?? [];
    const facts = { ...view, id: 'v', projectId, name: 'spending', description: '', createdBy: 'ada' };
    const dates = { createdAt: new Date(0), refreshedAt: null, deletingAt: null, change: 1, deletions: 0 };
    const keyOf = ({ input }: HeldOutRow) => JSON.stringify([input.customer]);
    const newest = new Map(rows.flatMap((row) => (row.input.spend === null ? [] : [[keyOf(row), row.input.spend]])));
    const entries = new Map(
      [...newest].map(([key, spend]) => [key, { eventMicros: 0, knownMicros: 0, values: [spend] }] as const),
    );
    const online: OnlineView = { facts: { ...facts, ...dates }, places: new Map([['spend', 0]]), entries, bytes: 200 };
    const look = (found: OnlineView | null) => {
      const clocks = { end: 30_000, now: () => 0, wallClock: () => 1000, signal: new AbortController().signal };
      return onlineFacts({ served: release.served, rows, projectId, readView: async () => found, ...clocks });
    };
    const same = rows.filter((row) => row.input.spend === (newest.get(keyOf(row)) ?? null)).length;
    expect(same).toBeGreaterThan(20);
    expect(same).toBeLessThan(rows.length);
    const found = await look(online);
    expect(found).toMatchObject({ missing: [], rows: rows.length, same, different: 0, unknown: 0, refused: 0 });
    expect(found?.moved).toBe(rows.length - same);
    expect(found?.first[0]).toMatchObject({ field: 'spend' });

    const known = rows.filter(({ input }) => input.spend !== null).length;
    expect(await look({ ...online, entries: new Map() })).toMatchObject({ unknown: known, same: rows.length - known });
    expect(await look(null)).toMatchObject({ missing: ['the feature view spending'] });
    const odd = { eventMicros: 0, knownMicros: 0, values: ['much'] };
    const texts = new Map([...entries].map(([key]) => [key, odd] as const));
    expect(await look({ ...online, entries: texts })).toMatchObject({ refused: known, refusal: expect.any(String) });
  });
});
