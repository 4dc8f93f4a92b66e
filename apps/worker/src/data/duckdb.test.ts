import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toErrorReport } from '@millrace/pipeline-core/errors';
import { describe, expect, it } from 'vitest';
import { openDuckSession } from './duckdb';
import { readColumns } from './read-columns';
import { scratchFolder, scratchSession } from './testing/scratch';

const root = scratchFolder('duck');
const inside = join(root, 'job');
mkdirSync(inside);
writeFileSync(join(root, 'secret.csv'), 'a\n1\n');

describe('openDuckSession', () => {
  it.each([
    ['reading outside', `SELECT * FROM read_csv('${root}/secret.csv')`],
    ['reading text outside', `SELECT * FROM read_text('${root}/secret.csv')`],
    ['climbing out', `SELECT * FROM read_csv('${inside}/../secret.csv')`],
    ['listing outside', `SELECT * FROM glob('${root}/*')`],
    ['writing outside', `COPY (SELECT 1) TO '${root}/out.csv'`],
    ['attaching', `ATTACH '${root}/other.db'`],
    ['installing', 'INSTALL httpfs'],
    ['loading', `LOAD '${root}/x.duckdb_extension'`],
    ['more threads', 'SET threads=8'],
    ['external access', 'SET enable_external_access=true'],
    ['other folders', `SET allowed_directories=['${root}']`],
  ])('forbids %s', async (_what, sql) => {
    const session = scratchSession(inside);
    await expect(session.run(sql)).rejects.toThrow();
  });

  it('reads and writes inside, with the kernels of the expression language', async () => {
    const session = scratchSession(inside);
    await session.run(`COPY (SELECT mr_exp(0e0) AS one) TO '${inside}/x.parquet' (FORMAT parquet)`);
    expect(await session.numbers(`SELECT one FROM '${inside}/x.parquet'`)).toEqual({ one: 1 });
  });

  it('writes rows in their order, also where a cell is compared with many values', async () => {
    const session = scratchSession(inside);
    const values = Array.from({ length: 40 }, (_, at) => `CAST('v${at}' AS VARCHAR)`).join(', ');
    const table = join(inside, 'rows.parquet');
    await session.run(
      `COPY (SELECT i AS __row, 'v' || i % 50 AS v FROM range(200000) t(i)) TO '${table}' (FORMAT parquet)`,
    );
    const query = `SELECT __row, v IN (${values}) AS known FROM '${table}'`;
    const plan = await session.query(`EXPLAIN COPY (${query}) TO '${join(inside, 'copy.parquet')}' (FORMAT parquet)`);
    expect(JSON.stringify(plan)).toContain('BATCH_COPY_TO_FILE'); // the way that keeps the order
    expect(JSON.stringify(plan)).not.toContain('JOIN');
  });

  it('stops a query when its signal fires', async () => {
    const controller = new AbortController();
    const session = openDuckSession({ folder: inside, memoryMegabytes: 256, threads: 1, signal: controller.signal });
    const query = session.run('SELECT count(*) FROM range(100000000000) a, range(1000) b');
    setTimeout(() => controller.abort(new Error('stop')), 50);
    await expect(query).rejects.toThrow('stop');
    session.close();
  });

  it('keeps statements and paths out of what people read, and in the detail', async () => {
    const session = scratchSession(inside);
    await session.run(`COPY (SELECT 'x' AS t) TO '${inside}/t.parquet' (FORMAT parquet)`);
    for (const sql of [
      `COPY (SELECT CAST(t AS BIGINT) FROM '${inside}/t.parquet') TO '${inside}/u.parquet'`,
      `SELECT gone FROM '${inside}/t.parquet'`,
      `SELECT * FROM '${inside}/gone.parquet'`,
    ]) {
      const error: unknown = await session.run(sql).catch((thrown: unknown) => thrown);
      const report = toErrorReport(error, 'Here');
      expect(report.family).toBe('bug');
      for (const text of [report.message, report.seen]) {
        expect(text).toMatch(/Error: \w+/);
        expect(text).not.toContain(root);
        expect(text).not.toMatch(/SELECT|LINE/);
      }
      expect(report.detail).toContain(`in: ${sql}`);
    }
  });

  it('says out of memory as something an operator can act on', async () => {
    const session = openDuckSession({ folder: inside, memoryMegabytes: 64, threads: 1 });
    const sql = "SELECT list(x::VARCHAR || repeat('y', 1000)) FROM range(10000000) t(x)";
    await expect(session.query(sql)).rejects.toMatchObject({ report: { code: 'out-of-memory', family: 'operator' } });
    session.close();
  });
});

describe('readColumns', () => {
  it('reads numbers with NaN and texts with null for missing, by the entry rules', async () => {
    const session = scratchSession(inside);
    const relation = "(VALUES (1, 'a', true), (NULL, NULL, NULL), (3, chr(65279) || 'b', false)) t(n, t, b)";
    const { rows, columns } = await readColumns(session, relation, [
      { name: 'n', kind: 'number', sqlType: 'BIGINT' },
      { name: 't', kind: 'category', sqlType: 'VARCHAR' },
      { name: 'b', kind: 'number', sqlType: 'BOOLEAN' },
    ]);
    expect(rows).toBe(3);
    expect(columns.map(({ values }) => [...values])).toEqual([
      [1, Number.NaN, 3],
      ['a', null, 'b'],
      [1, Number.NaN, 0],
    ]);
  });

  it('reads more rows than a chunk holds, in order', async () => {
    const session = scratchSession(inside);
    const { columns } = await readColumns(session, 'range(10000) t(n)', [
      { name: 'n', kind: 'number', sqlType: 'BIGINT' },
    ]);
    expect(columns[0]?.values).toEqual(Float64Array.from({ length: 10000 }, (_, row) => row));
  });
});
