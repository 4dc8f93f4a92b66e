import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { getContract } from '@millrace/pipeline-core/steps';
import { afterAll, describe, expect, it } from 'vitest';
import { hashJson } from '../data/artifact-store';
import { type DuckSession, openDuckSession } from '../data/duckdb';
import { parquetRelation } from '../data/sql-text';
import { datasetMeta } from '../data/table-meta';
import { writeTable } from '../data/table-store';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { plainFitContext } from '../runtimes/plain-fit-context';
import type { ExecutorJob } from './executor';
import { executorFor } from './index';
import { figuresSql } from './learned-figures';
import { parseParams } from './parse-params';
import { learnedAlone } from './testing/learned-alone';

const root = scratchFolder('learned');
const session = scratchSession(root);
const single = openDuckSession({ folder: root, memoryMegabytes: 512, threads: 1 });
afterAll(() => single.close());

const number = (name: string): StoredColumn => ({ name, type: 'number', sqlType: 'DOUBLE', role: 'feature' });
const integer = (name: string): StoredColumn => ({ name, type: 'integer', sqlType: 'BIGINT', role: 'feature' });
const odd = [
  [number('plain'), 'CASE WHEN hash(i) % 7 > 0 THEN sin(i) * 1000 END'],
  [number('empty'), 'NULL::DOUBLE'],
  [number('one'), '5::DOUBLE'],
  [number('once'), 'CASE WHEN i = 17 THEN 0.1 END'],
  [number('few'), '(hash(i) % 3) / 3'],
  [number('cents'), '(hash(i) % 100000) / 100'],
  [number('zeros'), "CASE WHEN i % 2 = 0 THEN '-0.0'::DOUBLE ELSE 0 END"],
  [number('tiny'), '1e-300 * (i + 1)'],
  [number('huge'), "CASE i % 5 WHEN 0 THEN 1e300 * sin(i) WHEN 1 THEN 'nan'::DOUBLE ELSE i END"],
  [number('endless'), "CASE i % 3 WHEN 0 THEN 'infinity'::DOUBLE WHEN 1 THEN '-infinity'::DOUBLE ELSE i END"],
  [integer('whole'), 'CASE WHEN hash(i) % 4 > 0 THEN CAST(hash(i) % 1000 AS BIGINT) END'],
  [integer('far'), '1152921504606846976 + i'],
  [integer('mixed'), 'CASE WHEN i % 2 = 0 THEN i ELSE 9007199254740990 + i END'],
] as const satisfies [StoredColumn, string][];
const columns = odd.map(([column]) => column);

async function tableOf(rows: number): Promise<string> {
  const path = join(root, `odd-${rows}.parquet`);
  const cells = odd.map(([{ name, sqlType }, sql]) => `CAST(${sql} AS ${sqlType}) AS ${name}`);
  await writeTable(session, {
    query: `SELECT i AS __row, ${cells.join(', ')} FROM range(${rows}) t(i)`,
    path,
    columns,
  });
  return parquetRelation(path);
}
const few = tableOf(3001);
const many = tableOf(300_000);

/** What a step learns, as it is kept, and how often it asks for that. */
async function learn(
  using: DuckSession,
  o: { type: string; params: JsonObject; relation: string; columns: readonly StoredColumn[]; rows: number },
) {
  const { type, relation, rows } = o;
  const contract = getContract(type);
  const executor = executorFor(type);
  if (executor.kind !== 'fit') throw new Error(`${type} learns nothing`);
  const table = { relation, rows, meta: datasetMeta({ rows, columns: [...o.columns] }) };
  const artifact = { port: 'table', kind: 'table', hash: hashJson(relation).hash };
  const asked: string[] = [];
  const job: ExecutorJob = {
    params: parseParams(contract, o.params, type),
    title: type,
    type,
    inputs: { table: [{ title: 'table', artifact, table }] },
    fit: table,
    references: {},
    facts: {},
    seed: 1,
    folder: root,
    limits: { threads: 2, memoryMegabytes: 512 },
    signal: new AbortController().signal,
    over: new AbortController().signal,
    log: () => undefined,
    progress: () => undefined,
    part: () => undefined,
    fitting: plainFitContext({ seed: 1 }),
    session: { ...using, query: told(using.query), numbers: told(using.numbers), run: told(using.run) },
  };
  function told<R>(ask: (sql: string) => R): (sql: string) => R {
    return (sql) => {
      asked.push(sql);
      return ask(sql);
    };
  }
  const state = await executor.fit(job);
  return { learned: JSON.stringify(state.columns), asked: asked.length, params: job.params };
}

const steps: [string, JsonObject, readonly StoredColumn[]][] = [
  ...[2, 5, 7, 97].map((bins): [string, JsonObject, readonly StoredColumn[]] => ['bin-numbers', { bins }, columns]),
  ['bin-numbers', { bins: 1000 }, columns.filter(({ name }) => name === 'cents')],
  ...['iqr', 'z', 'quantile'].map((method): [string, JsonObject, readonly StoredColumn[]] => [
    'handle-outliers',
    { method, action: 'flag' },
    columns,
  ]),
  ['handle-outliers', { method: 'quantile', share: 0.0123456789, action: 'flag' }, columns],
  ['handle-outliers', { method: 'quantile', share: 0, action: 'flag' }, columns],
  ...['median', 'mean', 'mode', 'constant'].map((numbers): [string, JsonObject, readonly StoredColumn[]] => [
    'impute-missing',
    { numbers },
    columns,
  ]),
  // Squares of the largest are too large for a number: then the step stops, as it always has.
  ['scale-numbers', { method: 'standard' }, columns.filter(({ name }) => name !== 'huge')],
  ['scale-numbers', { method: 'min-max' }, columns],
  ['scale-numbers', { method: 'robust' }, columns],
];

describe.each(steps)('%s %j', (type, params, of) => {
  it('learns to the last digit what figures asked one by one give', async () => {
    const relation = await few;
    const now = await learn(single, { type, params, relation, columns: of, rows: 3001 });
    const before: object[] = [];
    for (const column of of) before.push(await learnedAlone(single, { type, params: now.params, relation, column }));
    expect(now.learned).toBe(JSON.stringify(before));
  });

  it('learns the same on all threads, and of rows in another order, where nothing is summed', async () => {
    const executor = executorFor(type);
    if (executor.kind !== 'fit') throw new Error(`${type} learns nothing`);
    const relation = await few;
    const now = await learn(single, { type, params, relation, columns: of, rows: 3001 });
    if (executor.anyThreads?.(now.params) !== true) return;
    const shuffled = `(SELECT * FROM ${relation} ORDER BY hash(__row))`;
    const other = await learn(session, { type, params, relation: shuffled, columns: of, rows: 3001 });
    expect(other.learned).toBe(now.learned);
  });
});

describe('figures of many rows', () => {
  it.each([
    ['bin-numbers', { bins: 5 }],
    ['handle-outliers', { method: 'iqr', action: 'flag' }],
    ['handle-outliers', { method: 'z', action: 'flag' }],
    ['impute-missing', { numbers: 'median' }],
    ['impute-missing', { numbers: 'mean' }],
    ['scale-numbers', { method: 'standard' }],
    ['scale-numbers', { method: 'robust' }],
  ] as const)(
    '%s %j learns them as one by one',
    async (type, params) => {
      const relation = await many;
      const of = columns.filter(({ name }) => ['plain', 'cents', 'few', 'whole'].includes(name));
      const summed =
        'numbers' in params
          ? params.numbers === 'mean'
          : 'method' in params && ['z', 'standard'].includes(params.method);
      const now = await learn(summed ? single : session, { type, params, relation, columns: of, rows: 300_000 });
      const before: object[] = [];
      for (const column of of) before.push(await learnedAlone(single, { type, params: now.params, relation, column }));
      expect(now.learned).toBe(JSON.stringify(before));
    },
    60_000,
  );
});

it.each([
  ['bin-numbers', { bins: 97 }, 1],
  ['handle-outliers', { method: 'iqr', action: 'flag' }, 2], // bounds, and how many cells lie outside
  ['handle-outliers', { method: 'z', action: 'flag' }, 3], // squares only where they are no larger than a number
  ['impute-missing', { numbers: 'median' }, 1],
  ['impute-missing', { numbers: 'mode' }, 1],
  ['impute-missing', { numbers: 'constant' }, 1],
  ['scale-numbers', { method: 'robust' }, 1],
] as const)('%s %j scans a column %i times', async (type, params, scans) => {
  const { asked } = await learn(session, { type, params, relation: await few, columns: [number('plain')], rows: 3001 });
  expect(asked).toBe(scans);
});

it('counts cells beyond bounds, and gaps without a value of their own, of all columns in one scan', async () => {
  const of = columns.filter(({ name }) => ['plain', 'cents', 'few'].includes(name));
  const o = { relation: await few, columns: of, rows: 3001 };
  const outliers = await learn(session, {
    ...o,
    type: 'handle-outliers',
    params: { method: 'quantile', action: 'flag' },
  });
  expect(outliers.asked).toBe(4);
  expect((await learn(session, { ...o, type: 'impute-missing', params: { numbers: 'constant' } })).asked).toBe(1);
});

it('asks for figures alone where no quantile is wanted', () => {
  expect(figuresSql({ from: 't', figures: { low: 'min(x)' } })).toBe('SELECT min(x) AS low FROM t');
});
