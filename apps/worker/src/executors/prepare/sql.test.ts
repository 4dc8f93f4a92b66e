import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { describe, expect, it } from 'vitest';
import { datasetMeta } from '../../data/table-meta';
import { writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { batchReference, type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('sql');
const outside = join(root, 'secret.csv');
writeFileSync(outside, 'a\n1\n');
const folder = join(root, 'steps');
mkdirSync(folder);
const runner = new StepRunner(folder);

/** A column name of an uploaded file that tries to end the quoting. */
const evil = `x"; DROP TABLE a; -- /* '`;

async function people(): Promise<StepResult> {
  const data = join(root, `data-${Math.random()}`);
  mkdirSync(data);
  const columns = [
    { name: 'id', type: 'integer', role: 'id', sqlType: 'BIGINT' },
    { name: evil, type: 'text', role: 'feature', sqlType: 'VARCHAR' },
  ] as const;
  const written = await writeTable(scratchSession(data), {
    query: `SELECT range AS __row, range AS id, 'v' || range AS "${evil.replaceAll('"', '""')}" FROM range(3)`,
    path: join(data, 'table.parquet'),
    columns,
  });
  const references = {
    data: await batchReference(written.path, datasetMeta({ rows: written.rows, columns: written.columns })),
  };
  return runner.run('dataset', { references, params: { dataset: 'd' } });
}

async function answer(query: string, params: { seconds?: number } = {}): Promise<StepResult> {
  return runner.run('sql', { params: { query, ...params }, inputs: { a: [[await people(), 'table']] } });
}

async function refusal(query: string, params: { seconds?: number } = {}): Promise<PipelineError> {
  const error: unknown = await answer(query, params).catch((thrown: unknown) => thrown);
  if (error instanceof PipelineError) return error;
  throw error instanceof Error ? error : new Error('the query was answered');
}

describe('what a query must not do', () => {
  it.each([
    ['reads a file', `SELECT * FROM read_text('${outside}')`, 'sql-forbidden'],
    ['reads a system file', "SELECT * FROM read_csv('/etc/passwd')", 'sql-forbidden'],
    ['reads a file by its name', `SELECT * FROM '${outside}'`, 'sql-forbidden'],
    [
      'reads a file deep inside',
      `WITH t AS (SELECT * FROM a WHERE id IN (SELECT 1 FROM read_blob('${outside}'))) SELECT * FROM t`,
      'sql-forbidden',
    ],
    ['asks the network', "SELECT * FROM 'https://example.org/x.parquet'", 'sql-forbidden'],
    ['lists files', "SELECT * FROM glob('/*')", 'sql-forbidden'],
    ['writes a file', `COPY (SELECT 1) TO '${root}/out.csv'`, 'sql-not-select'],
    ['attaches a database', `ATTACH '${root}/other.db'`, 'sql-not-select'],
    ['installs', 'INSTALL httpfs', 'sql-not-select'],
    ['loads', 'LOAD httpfs', 'sql-not-select'],
    ['sets', 'SET threads = 8', 'sql-not-select'],
    ['uses a pragma', 'PRAGMA database_list', 'sql-not-select'],
    ['uses a pragma as a table', 'SELECT * FROM pragma_version()', 'sql-forbidden'],
    ['asks for settings', 'SELECT * FROM duckdb_settings()', 'sql-forbidden'],
    ['asks for a setting', "SELECT current_setting('allowed_directories') FROM a", 'sql-forbidden'],
    ['asks the environment', "SELECT getenv('HOME')", 'sql-forbidden'],
    ['asks the catalogue', 'SELECT sql FROM sqlite_master', 'sql-forbidden'],
    ['asks another schema', 'SELECT * FROM information_schema.tables', 'sql-forbidden'],
    ['asks the catalogue by a macro', 'SELECT pg_get_viewdef(x) AS d FROM range(40000) t(x)', 'sql-forbidden'],
    [
      'has the engine plan a query in text',
      "SELECT json_serialize_plan('SELECT current_setting(''allowed_directories'')', optimize := true) AS p",
      'sql-forbidden',
    ],
    ['names a schema before a macro', 'SELECT pg_catalog.pg_get_viewdef(1) AS d', 'sql-forbidden'],
    ['calls a macro like a method', 'SELECT id.pg_get_viewdef() AS d FROM a', 'sql-forbidden'],
    ['calls over a window', 'SELECT no_such_thing(id) OVER () AS d FROM a', 'sql-forbidden'],
    ['makes up the name of an aggregate', "SELECT list_aggr([1], 'su' || 'm') AS s", 'sql-forbidden'],
    ['waits', 'SELECT sleep_ms(10) AS s', 'sql-forbidden'],
    ['hides a query in text', `SELECT * FROM query('SELECT 1')`, 'sql-forbidden'],
    [
      'gives a file a name out of reach',
      `SELECT * FROM (WITH "${outside}" AS (SELECT 1) SELECT * FROM "${outside}") x, '${outside}' y`,
      'sql-forbidden',
    ],
    [
      'gives a view of the engine a name out of reach',
      'SELECT * FROM (WITH sqlite_master AS (SELECT 1) SELECT 1) x, sqlite_master y',
      'sql-forbidden',
    ],
    ['drops', 'DROP VIEW a', 'sql-not-select'],
    ['makes two statements', 'SELECT 1; DROP VIEW a', 'sql-not-select'],
    ['makes two selects', 'SELECT 1; SELECT 2', 'sql-not-select'],
    ['hides a statement behind a comment', 'SELECT 1 /* ; */ ; -- x\nDROP VIEW a', 'sql-not-select'],
    ['is nothing', '-- only a comment', 'sql-not-select'],
  ])('%s', async (_what, query, code) => {
    const { report } = await refusal(query);
    expect(report.code).toBe(code);
    if (code === 'sql-forbidden') expect(report.seen).toMatch(/table|function|name/);
    expect(existsSync(join(root, 'out.csv'))).toBe(false);
  });

  it('keeps column names that look like SQL as names', async () => {
    const result = await answer(`SELECT "${evil.replaceAll('"', '""')}" FROM a ORDER BY 1 DESC LIMIT 1; -- the last`);
    expect(result.outputs['table.meta']?.inline).toMatchObject({ rows: 1, columns: [{ name: evil, type: 'text' }] });
  });
});

describe('what a query may use up', () => {
  it.each([
    ['a cross join', 'SELECT count(*) FROM range(100000) x, range(100000) y, range(100000) z'],
    [
      'a recursion without an end',
      'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t',
    ],
  ])('%s ends at the limit of time', async (_what, query) => {
    expect((await refusal(query, { seconds: 1 })).report).toMatchObject({ code: 'sql-time-limit', family: 'pipeline' });
  });

  it('a text of many gigabytes ends at the limit of memory', async () => {
    const query = "SELECT string_agg(repeat(repeat(i::VARCHAR, 1000), 1000), '') FROM range(20000) t(i)";
    expect((await refusal(query, { seconds: 60 })).report.code).toBe('out-of-memory');
  });
});

describe('mistakes', () => {
  it.each([
    ['SELECT id,\n  nam\nFROM a', 'line 2', /nam/],
    ['SELECT id\nFROM a\nWHER id = 1', 'line 3', /syntax error/],
    ["SELECT 'ä', id\nFROM a\nWHERE CAST('x' || id AS INTEGER) = 1", 'line 3', /Could not convert/],
    ['SELECT *\nFROM people', 'line 2', /the table people/],
  ])('%j names its line', async (query, line, seen) => {
    const { report } = await refusal(query);
    expect(report.place).toBe(`sql › query, ${line}`);
    expect(report.seen).toMatch(seen);
    expect(report.message).not.toContain('millrace_answer');
  });

  it.each([
    ['SELECT {x: 1} AS s', /STRUCT/],
    ['SELECT [[1.5]] AS l', /DECIMAL\(2,1\)\[\]\[\]/],
    ['SELECT 1 AS __row', /__row/],
    ['SELECT 1 AS " "', /blank/],
  ])('%s is no column of a table', async (query, seen) => {
    expect((await refusal(query)).report).toMatchObject({ code: 'sql-column', seen: expect.stringMatching(seen) });
  });

  it('say nothing of our statements and folders', async () => {
    const { report } = await refusal('SELECT sum(id) + 170141183460469231731687303715884105727 AS h FROM a');
    expect(report).toMatchObject({ code: 'sql-error', seen: expect.stringMatching(/Overflow/) });
    for (const text of [report.message, report.seen, report.place]) expect(text).not.toMatch(/CREATE|millrace_|\/tmp/);
  });
});

/** The first row of a result, as JSON. */
async function firstRow(result: StepResult) {
  const session = scratchSession(result.folder);
  const [row] = await session.query(`SELECT * EXCLUDE (__row) FROM read_parquet('${result.outputs.table?.path}')`);
  return row;
}

describe('values that a column does not hold', () => {
  it.each([
    ['170141183460469231731687303715884105727', 'integer', null],
    ["'99999999999999999999999999999999999999999999'::BIGNUM", 'integer', null],
    ["'12'::BIGNUM", 'integer', '12'],
    ["'inf'::DOUBLE", 'number', null],
    ["'nan'::FLOAT", 'number', null],
    ['1.5::DECIMAL(38, 2)', 'number', 1.5],
    ["DATE 'infinity'", 'date', null],
    ["DATE '0044-03-15 (BC)'", 'date', null],
    ["DATE '9999-12-31'", 'date', '9999-12-31'],
    ["TIMESTAMP '290000-01-01'", 'timestamp', null],
    ["TIMESTAMPTZ '-infinity'", 'timestamp', null],
    ["TIMESTAMP_NS '2024-01-02 03:04:05.123456'", 'timestamp', '2024-01-02 03:04:05.123456'],
    ['[1.5, 2]', 'vector', [1.5, 2]],
    ['[1::HUGEINT]', 'vector', [1]],
  ])('%s as %s is %j', async (value, type, expected) => {
    const result = await answer(`SELECT ${value} AS x`);
    expect(await firstRow(result)).toEqual({ x: expected });
    expect(result.outputs['table.meta']?.inline).toMatchObject({ columns: [{ name: 'x', type }] });
    const lost = result.logs.filter((line) => line.includes('missing now'));
    expect(lost).toEqual(expected === null ? [`x: values that a ${type} does not hold are missing now (1).`] : []);
  });
});

/** A table with one column of doubles, as a dataset step gives it. */
async function tableOf(name: string, options: { role?: 'target'; rows?: number } = {}): Promise<StepResult> {
  const { role = 'feature', rows = 20 } = options;
  const data = join(root, `data-${Math.random()}`);
  mkdirSync(data);
  const written = await writeTable(scratchSession(data), {
    query: `SELECT range AS __row, sin(range) * 1e16 AS ${name} FROM range(${rows})`,
    path: join(data, 'table.parquet'),
    columns: [{ name, type: 'number', role, sqlType: 'DOUBLE' }],
  });
  const meta = datasetMeta({ rows: written.rows, columns: written.columns });
  const references = { data: await batchReference(written.path, meta) };
  return runner.run('dataset', { references, params: { dataset: 'd' } });
}

describe('what a query keeps', () => {
  it('is one target', async () => {
    const [a, b] = [await tableOf('y', { role: 'target' }), await tableOf('z', { role: 'target' })];
    const query = 'SELECT a.y + 1 AS w, a.y, b.z FROM a POSITIONAL JOIN b';
    const result = await runner.run('sql', { params: { query }, inputs: { a: [[a, 'table']], b: [[b, 'table']] } });
    const roles = [
      { name: 'w', role: 'feature' },
      { name: 'y', role: 'target' },
      { name: 'z', role: 'ignore' },
    ];
    expect(result.outputs['table.meta']?.inline).toMatchObject({ columns: roles });
  });

  it('is no split, which the log says', async () => {
    const table = await tableOf('y');
    const split = await runner.run('split-rows', { inputs: { table: [[table, 'table']] } });
    const port = Object.keys(split.outputs).find((name) => !name.endsWith('.meta')) ?? '';
    const logs = async (a: [StepResult, string]) =>
      (await runner.run('sql', { params: { query: 'FROM a' }, inputs: { a: [a] } })).logs.join('\n');
    expect(await logs([split, port])).toMatch(/the split ends here/);
    expect(await logs([table, 'table'])).not.toMatch(/split/);
  });

  it('is the sum of the same rows, whatever threads there are', async () => {
    const inputs: Record<string, [StepResult, string][]> = {
      a: [[await tableOf('y', { rows: 2_000_000 }), 'table']],
    };
    const query = 'SELECT sum(y) AS s, any_value(y) AS f FROM a';
    const hashes = new Set<string | undefined>();
    for (let at = 0; at < 5; at += 1)
      hashes.add((await runner.run('sql', { params: { query }, inputs })).outputs.table?.hash);
    expect(hashes.size).toBe(1);
  });
});
