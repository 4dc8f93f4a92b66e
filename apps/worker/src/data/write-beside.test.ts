import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { describe, expect, it } from 'vitest';
import { spliceColumns } from './parquet/splice-columns';
import { parquetRelation } from './sql-text';
import { type WrittenTable, writeTable } from './table-store';
import { scratchFolder, scratchSession } from './testing/scratch';
import { writeBeside } from './write-beside';

const folder = scratchFolder('write-beside');
const session = scratchSession(folder);
let count = 0;

const stored = [
  { name: 'n', type: 'integer', sqlType: 'BIGINT', role: 'feature' },
  { name: 'te"xt', type: 'text', sqlType: 'VARCHAR', role: 'feature' },
  { name: 'list', type: 'list', sqlType: 'VARCHAR[]', role: 'feature' },
  { name: 'sparse', type: 'sparse', sqlType: 'STRUCT(i INTEGER[], v DOUBLE[])', role: 'feature' },
  { name: 'x', type: 'number', sqlType: 'DOUBLE', role: 'target' },
] as const satisfies StoredColumn[];

const cells = `i AS __row, CASE WHEN i % 5 > 0 THEN 'train' ELSE 'test' END AS __part,
  CASE WHEN i % 3 > 0 THEN hash(i) % 100000 END AS n, CASE WHEN i % 7 > 0 THEN 'ü' || (i % 900) END AS "te""xt",
  CASE WHEN i % 4 > 0 THEN ['a' || i % 9, NULL] END AS list,
  CASE WHEN i % 5 > 1 THEN {i: [1, CAST(i % 99 AS INTEGER)], v: [0.5::DOUBLE, NULL]} END AS sparse, sin(i) AS x`;

/** Two row groups, the second one begun. */
const twoGroups = 150_000;
const bases = new Map<string, Promise<WrittenTable>>();

/** Each is written once: nothing changes it. */
function baseTable(rows: number, where = 'true'): Promise<WrittenTable> {
  const query = `SELECT ${cells} FROM range(${rows}) t(i) WHERE ${where}`;
  const path = join(folder, `base-${count++}.parquet`);
  const base = bases.get(query) ?? writeTable(session, { query, path, columns: stored });
  bases.set(query, base);
  return base;
}

/** The same next table in both ways: with the columns before taken over, and written anew. */
async function both(base: Awaited<ReturnType<typeof baseTable>>, select: string, columns: readonly StoredColumn[]) {
  const query = `SELECT __row, __part, ${select} FROM ${parquetRelation(base.path)}`;
  const known = new Map(base.columns.map((column) => [column.name, column] as const));
  const made = new Set(['x', 'double', 'nothing']);
  const target = {
    query,
    columns: columns.map(
      (column): StoredColumn => (made.has(column.name) ? column : (known.get(column.name) ?? column)),
    ),
  };
  const beside = await writeBeside(session, {
    ...target,
    path: join(folder, `next-${count++}.parquet`),
    base,
    carry: ['__row', '__part'],
    untouched: columns.map(({ name }) => name).filter((name) => !made.has(name)),
  });
  const anew = await writeTable(session, { ...target, path: join(folder, `anew-${count++}.parquet`) });
  return { beside, anew };
}

async function differences(a: string, b: string): Promise<number | null | undefined> {
  const numbered = (path: string) => `(SELECT row_number() OVER () AS place, t FROM ${parquetRelation(path)} t)`;
  const { n } = await session.numbers(
    `SELECT count(*) AS n FROM ${numbered(a)} a FULL JOIN ${numbered(b)} b USING (place)
      WHERE CAST(a.t AS VARCHAR) IS DISTINCT FROM CAST(b.t AS VARCHAR)`,
  );
  return n;
}

const double: StoredColumn = { name: 'double', type: 'number', sqlType: 'DOUBLE', role: 'feature' };
const nothing: StoredColumn = { name: 'nothing', type: 'list', sqlType: 'VARCHAR[]', role: 'feature' };

describe('writeBeside', () => {
  it.each([
    ['a new column', '*  EXCLUDE (__row, __part), x * 2 AS double', [...stored, double]],
    ['another cell in a column', '* EXCLUDE (__row, __part) REPLACE (n / 3 AS x)', stored],
    ['fewer columns in another order', 'sparse, n', [stored[3], stored[0]]],
    ['a new list in front', "['a', NULL]::VARCHAR[] AS nothing, * EXCLUDE (__row, __part)", [nothing, ...stored]],
  ] as const)('gives the table that writing anew gives: %s', async (_, select, columns) => {
    const { beside, anew } = await both(await baseTable(twoGroups), select, columns);
    if (beside === null) throw new Error('it was not written beside');
    expect({ ...beside, path: '' }).toEqual({ ...anew, path: '' });
    expect(await differences(beside.path, anew.path)).toBe(0);
    const described = (path: string) => session.query(`DESCRIBE SELECT * FROM ${parquetRelation(path)}`);
    expect(await described(beside.path)).toEqual(await described(anew.path));
  });

  it.each([
    ['a join', '(SELECT v FROM (VALUES (0, 1.5), (1, 2.5)) known(k, v) WHERE k = n % 2)'],
    ['a window', 'CAST(rank() OVER (PARTITION BY n % 7 ORDER BY x) AS DOUBLE)'],
    ['one cell of another query', '(SELECT max(v) FROM (VALUES (1.5), (2.5)) known(v) WHERE v < random() + 9)'],
  ])('writes nothing where the engine makes %s: rows leave it in no order', async (_, cell) => {
    const { beside } = await both(await baseTable(twoGroups), `* EXCLUDE (__row, __part), ${cell} AS double`, [
      ...stored,
      double,
    ]);
    expect(beside).toBeNull();
  });

  it('goes on from one to the next, and finds single rows by what the footer says', async () => {
    let base = await baseTable(300_000);
    for (let at = 0; at < 3; at++) {
      const name = `more${at}`;
      const path = join(folder, `chain-${at}.parquet`);
      const next = await writeBeside(session, {
        base,
        path,
        query: `SELECT *, x * ${at} AS ${name} FROM ${parquetRelation(base.path)}`,
        columns: [...base.columns, { ...double, name }],
        carry: ['__row', '__part'],
        untouched: base.columns.map(({ name: before }) => before),
      });
      if (next === null) throw new Error('it was not written beside');
      base = next;
    }
    const found = await session.query(
      `SELECT n, more2 = x * 2 AS same FROM ${parquetRelation(base.path)} WHERE __row = 250001`,
    );
    expect(found).toEqual([{ n: expect.any(String), same: true }]);
    const wrong = await session.numbers(
      `SELECT count(*) FILTER (more0 <> 0 OR more1 <> x OR more2 <> x * 2) AS wrong, count(*) AS rows FROM ${parquetRelation(base.path)}`,
    );
    expect(wrong).toEqual({ wrong: 0, rows: 300_000 });
  });

  it('takes over a table with fewer rows than were read', async () => {
    const base = await baseTable(600_000, 'hash(i) % 3 = 0');
    const { beside, anew } = await both(base, '* EXCLUDE (__row, __part), x * 2 AS double', [...stored, double]);
    if (beside === null) throw new Error('it was not written beside');
    expect(await differences(beside.path, anew.path)).toBe(0);
  });

  it('writes in the groups of the table before', async () => {
    const base = await baseTable(twoGroups);
    const path = join(folder, 'small-groups.parquet');
    await session.run(
      `COPY (SELECT * FROM ${parquetRelation(base.path)}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`,
    );
    const columns = [...stored, double];
    const { beside, anew } = await both({ ...base, path }, '* EXCLUDE (__row, __part), x * 2 AS double', columns);
    if (beside === null) throw new Error('it was not written beside');
    expect(await differences(beside.path, anew.path)).toBe(0);
  });

  it.each([
    ['several groups', twoGroups],
    ['one group', 110_000],
  ])('makes nothing beside a table of %s too large for the columns that come', async (_, rows) => {
    const base = await baseTable(rows);
    const made = Array.from({ length: 120 }, (_, at): StoredColumn => ({ ...double, name: `wide${at}` }));
    const cells = made.map(({ name }, at) => `x * ${at} AS ${name}`).join(', ');
    const parts: string[] = [];
    const beside = await writeBeside(session, {
      base,
      path: join(folder, `too-wide-${rows}.parquet`),
      query: `SELECT *, ${cells} FROM ${parquetRelation(base.path)}`,
      columns: [...base.columns, ...made],
      carry: ['__row', '__part'],
      untouched: base.columns.map(({ name }) => name),
      listener: { part: (part) => void parts.push(part), log: () => undefined },
    });
    expect([beside, parts]).toEqual([null, []]);
  });

  it('leaves to the others a file whose rows are grouped in another way', async () => {
    const base = await baseTable(twoGroups);
    const path = join(folder, 'other-groups.parquet');
    await session.run(
      `COPY (SELECT * FROM ${parquetRelation(base.path)}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`,
    );
    const broken = join(folder, 'broken.parquet');
    writeFileSync(broken, 'PAR1 and nothing of a footer PAR1');
    const asked = { base: broken, made: null, path: join(folder, 'never.parquet'), columns: [] };
    expect(await spliceColumns(asked)).toBe(false);
    expect(await spliceColumns({ ...asked, base: base.path, made: path })).toBe(false);
    expect(existsSync(asked.path)).toBe(false);
  });

  it('leaves to the others what is small, or wholly new', async () => {
    const small = await both(await baseTable(1_000), '* EXCLUDE (__row, __part), x * 2 AS double', [...stored, double]);
    expect(small.beside).toBeNull();
    const fresh = await both(await baseTable(100_000), 'x * 2 AS double', [double]);
    expect(fresh.beside).toBeNull();
  });
});
