import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FollowFinding, planFollow, rowPorts, tellPorts } from '@millrace/pipeline-core/follow';
import { type ArtifactHash, artifactHashSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTask } from '../child/tasks';
import { makeTable } from '../executors/testing/make-table';
import { type StepResult, StepRunner } from '../executors/testing/run-steps';
import { type Followed, followedSchema, followRow } from './follow-row';
import { parquetRelation, quoteNames } from './sql-text';
import { scratchFolder, scratchSession } from './testing/scratch';

const root = scratchFolder('follow');
const session = scratchSession(root);

type Step = { id: string; type: string; params?: JsonObject; inputs?: Record<string, string[]> };

/** Orders are cleaned, filtered, joined with customers, grouped; returns are put below them; beside that a sample and SQL. */
const steps: Step[] = [
  { id: 'orders', type: 'sample-data' },
  { id: 'customers', type: 'sample-data' },
  { id: 'returns', type: 'sample-data' },
  {
    id: 'dear',
    type: 'formula-column',
    params: { name: 'amount', formula: 'amount * 2' },
    inputs: { table: ['orders'] },
  },
  { id: 'large', type: 'filter-rows', params: { condition: 'amount > 20' }, inputs: { table: ['dear'] } },
  {
    id: 'joined',
    type: 'join-tables',
    params: { how: 'inner', keys: [{ left: 'customer', right: 'customer' }] },
    inputs: { left: ['large'], right: ['customers'] },
  },
  {
    id: 'groups',
    type: 'aggregate',
    params: { by: ['city'], measures: [{ what: 'sum', column: 'amount', by: '', as: 'spent' }] },
    inputs: { table: ['joined'] },
  },
  { id: 'both', type: 'union-tables', inputs: { tables: ['returns', 'orders'] } },
  { id: 'first', type: 'drop-duplicates', params: { columns: ['customer'] }, inputs: { table: ['both'] } },
  { id: 'query', type: 'sql', params: { query: 'SELECT * FROM a' }, inputs: { a: ['joined'] } },
];

const results = new Map<string, StepResult>();

async function table(name: string, columns: [string, 'text' | 'integer' | 'number'][], rows: Json[][]) {
  const folder = join(root, name);
  mkdirSync(folder);
  const typed = columns.map(([own, type]) => ({ name: own, type, role: 'feature' as const }));
  results.set(name, await makeTable(session, folder, { columns: typed, rows, repeat: 1 }));
}

beforeAll(async () => {
  const order: [string, 'text' | 'integer' | 'number'][] = [
    ['customer', 'text'],
    ['amount', 'number'],
  ];
  await table('orders', order, [
    ['ada', 20],
    ['bob', 5],
    ['eve', 30],
    ['ada', 40],
    ['zoe', 99],
  ]);
  await table('returns', order, [['bob', -5]]);
  await table(
    'customers',
    [
      ['customer', 'text'],
      ['city', 'text'],
      ['card', 'integer'],
    ],
    [
      ['ada', 'Bern', 1],
      ['ada', 'Bern', 2],
      ['eve', 'Bern', 3],
      ['bob', 'Rom', 4],
    ],
  );
  const runner = new StepRunner(root);
  for (const { id, type, params = {}, inputs = {} } of steps.filter(({ id: own }) => !results.has(own))) {
    const connected = Object.entries(inputs).map(([port, ids]): [string, [StepResult, string][]] => [
      port,
      ids.map((from) => [results.get(from) ?? fail(from), 'table']),
    ]);
    results.set(id, await runner.run(type, { params, inputs: Object.fromEntries(connected) }));
  }
}, 60_000);

function fail(id: string): never {
  throw new Error(`no step ${id} before it`);
}

type Told = FollowFinding & { shown: Followed['shown'] };

/** A row at every step, found in a child's task as the data service does it. */
async function follow(id: string, row: number): Promise<Record<string, Told>> {
  const at = (name: string) => steps.findIndex((step) => step.id === name);
  const hashOf = (text: string): ArtifactHash => artifactHashSchema.parse(text);
  const ports = rowPorts({
    steps: steps.map(({ id: step, type, params = {}, inputs = {} }, idx) => ({
      idx,
      spec: {
        ...{ step: stepIdSchema.parse(step), title: step, type, params },
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([port, ids]) => [port, ids.map((from) => ({ idx: at(from), port: 'table' }))]),
        ),
      },
    })),
    outputs: steps.flatMap(({ id: step }, idx) =>
      Object.entries(results.get(step)?.outputs ?? {}).map(([port, { hash, kind }]) => ({
        ...{ idx, port },
        artifact: { hash: hashOf(hash), kind },
      })),
    ),
  });
  const picked = ports.find(({ step }) => step === id)?.key ?? fail(id);
  const plan = planFollow(ports, picked);
  const folder = join(root, `task-${id}-${row}`);
  mkdirSync(folder);
  const answer = await runTask(
    {
      ...{ kind: 'task', id: '1', task: 'follow', folder, threads: 2, memoryMegabytes: 512 },
      args: JSON.parse(
        JSON.stringify({
          ports: ports.map(({ key, step }) => {
            const outputs = results.get(step)?.outputs;
            return { key, path: outputs?.table?.path, origin: outputs?.['table.origin']?.path ?? null };
          }),
          picked: { key: picked, row },
          moves: plan.moves,
        }),
      ),
    },
    new AbortController().signal,
  );
  const found = followedSchema.array().parse((answer as { ports: Json }).ports); // the task answers an object
  const told = tellPorts(ports, plan, new Map(found.map(({ key, count }) => [key, count])));
  return Object.fromEntries(
    ports.map(({ key, step }) => {
      const shown = found.find((one) => one.key === key)?.shown ?? null;
      return [step, { ...(told.get(key) ?? fail(key)), shown }];
    }),
  );
}

/** What the table of a step holds where a condition is true: what the panel has to show. */
async function query(id: string, where: string): Promise<Json[][]> {
  const { outputs } = results.get(id) ?? fail(id);
  const relation = parquetRelation(outputs.table?.path ?? '');
  const described = await session.query(`DESCRIBE SELECT * FROM ${relation}`);
  const names = described.map((row) => String(row.column_name)).filter((name) => name !== '__row');
  const rows = await session.query(`SELECT ${quoteNames(names)} FROM ${relation} WHERE ${where} ORDER BY __row`);
  return rows.map((row) => names.map((name) => (name === 'card' ? Number(row[name]) : (row[name] ?? null))));
}

describe('followRow', () => {
  it('follows a row through a formula, a filter, a join that repeats it, and a grouping', async () => {
    const told = await follow('orders', 0);
    const rows = (id: string) => told[id]?.shown?.rows;
    expect(rows('dear')).toEqual([['ada', 40]]);
    expect(rows('large')).toEqual(await query('large', "customer = 'ada' AND amount = 40"));
    expect(rows('joined')).toEqual(await query('joined', "customer = 'ada' AND amount = 40"));
    expect(rows('joined')).toHaveLength(2);
    expect(rows('groups')).toEqual(await query('groups', "city = 'Bern'"));
    expect(rows('groups')).toEqual([['Bern', 2 * 40 + 2 * 80 + 60]]);
    expect(rows('customers')).toEqual(await query('customers', "customer = 'ada'"));
    expect(told.customers).toMatchObject({ state: 'here', place: 'joined', count: 2 });
    expect(rows('both')).toEqual([['ada', 20]]);
    expect(rows('first')).toEqual([['ada', 20]]);
    expect(told.returns).toMatchObject({ state: 'apart', count: 0 });
    expect(told.query).toMatchObject({ state: 'lost', why: expect.stringContaining('SQL') });
  });

  it('names the filter, the duplicate and the join that dropped a row', async () => {
    const small = await follow('orders', 1);
    expect(small.large).toMatchObject({ state: 'dropped', why: 'The condition `amount > 20` is not true for it.' });
    expect(small.joined).toMatchObject({ state: 'gone', by: small.large?.by });
    expect(small.both).toMatchObject({ state: 'here' });
    expect(small.first).toMatchObject({
      state: 'dropped',
      why: 'Another row is equal to it in `customer`; the first of them in the table stays.',
    });
    const alone = await follow('orders', 4);
    expect(alone.large?.shown?.rows).toEqual([['zoe', 198]]);
    expect(alone.joined).toMatchObject({ state: 'dropped', why: 'No right row has its keys.' });
    expect(alone.groups).toMatchObject({ state: 'gone', by: alone.joined?.by });
  });

  it('goes back from a group to all its rows, and from each to its source, and to nothing else', async () => {
    const told = await follow('groups', 0);
    expect(told.joined?.shown?.rows).toEqual(await query('joined', "city = 'Bern'"));
    expect(told.joined).toMatchObject({ count: 5, place: 'before' });
    expect(told.large?.shown?.rowNumbers).toEqual([0, 2, 3]);
    expect(told.orders?.shown?.rows).toEqual(await query('orders', "customer IN ('ada', 'eve')"));
    expect(told.customers).toMatchObject({ count: 3, place: 'before' });
    expect(told.both).toMatchObject({ count: 3, place: 'beside' });
    expect(told.first).toMatchObject({ count: 2, came: 3 });
    expect(told.returns).toMatchObject({ state: 'apart' });
  });

  it('finds nothing of a number that is not there', async () => {
    const told = await follow('orders', 99);
    expect(Object.values(told).map(({ count }) => count)).toEqual(steps.map(() => 0));
  });

  it('reads the rows it shows at the port before as well, where that one shows its own first ones', async () => {
    const write = async (name: string, query: string) => {
      const path = join(root, `${name}.parquet`);
      await session.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
      return path;
    };
    const port = { origin: null, before: [] };
    const ports = [
      { ...port, key: 'one', path: await write('one', 'SELECT 0::BIGINT AS __row, 7::BIGINT AS n') },
      {
        key: 'many',
        path: await write('many', 'SELECT i AS __row, i AS n FROM range(30) t(i)'),
        origin: await write('origin', "SELECT i AS row, 'table' AS port, 0::BIGINT AS source FROM range(30) t(i)"),
        before: [{ key: 'one', kept: false }],
      },
      {
        ...port,
        key: 'late',
        path: await write('late', 'SELECT i AS __row, i + 1 AS n FROM range(24, 30) t(i)'),
        before: [{ key: 'many', kept: true }],
      },
    ];
    const [, many, late] = await followRow(session, {
      ports,
      picked: { key: 'one', row: 0 },
      moves: [
        { from: 'one', to: 'many', way: 'on', by: { how: 'origin', of: 'many', input: 'table' } },
        { from: 'many', to: 'late', way: 'on', by: { how: 'kept' } },
      ],
      rows: 20,
      columns: 500,
    });
    expect(many).toMatchObject({ count: 30, before: null });
    expect(many?.shown?.rowNumbers).toHaveLength(20);
    expect(late?.shown?.rowNumbers).toEqual([24, 25, 26, 27, 28, 29]);
    expect(late?.before).toMatchObject({ rowNumbers: late?.shown?.rowNumbers });
    expect(late?.before?.rows).toEqual([[24], [25], [26], [27], [28], [29]]);
  });
});
