import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuckSession } from './duckdb';
import { tableFormatOf, writeParquet } from './parquet-file';
import { parquetRelation } from './sql-text';
import { scratchFolder, scratchSession } from './testing/scratch';

const cells = {
  __row: 'i',
  whole: 'CASE WHEN i % 3 > 0 THEN i * 1000003 END',
  decimal: "CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '-0'::DOUBLE WHEN 2 THEN 5e-324 ELSE i / 7 END",
  small: 'CAST(CASE WHEN i % 4 > 0 THEN i / 3 END AS FLOAT)',
  yes: 'CASE WHEN i % 2 = 0 THEN i % 7 = 0 END',
  'te"xt': "CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE repeat('ü', i % 50) || i END",
  day: "CASE WHEN i % 8 > 0 THEN DATE '1650-01-01' + CAST(i AS INTEGER) END",
  at: "CASE WHEN i % 9 > 0 THEN TIMESTAMP '1969-12-31 23:59:59.999999' + to_microseconds(i * 977) END",
  list: "CASE WHEN i % 3 > 0 THEN ['a', NULL, 'b' || i] END",
  vector: 'CASE WHEN i % 3 > 1 THEN [i / 3, NULL] END',
  sparse: 'CASE WHEN i % 4 > 0 THEN {i: [1, CAST(i AS INTEGER)], v: [0.5::DOUBLE, NULL]} END',
  bytes: "CASE WHEN i % 5 > 0 THEN encode(repeat('x', i % 300)) END",
  never: 'CAST(NULL AS DOUBLE)',
};

async function write(rows: number) {
  const folder = scratchFolder('parquet-file');
  const session = scratchSession(folder);
  const path = join(folder, 'table.parquet');
  const query = `SELECT ${Object.entries(cells)
    .map(([name, sql]) => `${sql} AS "${name.replaceAll('"', '""')}"`)
    .join(', ')} FROM range(${rows}) t(i)`;
  return { session, path, query, written: await writeParquet(session, { query, path, columns: Object.keys(cells) }) };
}

describe('a wide table', () => {
  it('takes as much memory as a narrow one, and keeps its rows in order', async () => {
    const folder = scratchFolder('parquet-wide');
    const session = openDuckSession({ folder, memoryMegabytes: 700, threads: 2 });
    const columns = Array.from({ length: 1000 }, (_, at) => `c${at}`);
    const path = join(folder, 'table.parquet');
    const cells = columns.map((name, at) => `'text ' || ((i + ${at}) % 7) AS ${name}`);
    const query = `SELECT i AS __row, ${cells.join(', ')} FROM range(40000) t(i)`;
    const written = await writeParquet(session, { query, path, columns }); // needs 2.5 GB as the engine writes by itself
    expect(written.rows).toBe(40_000);
    const [found] = await session.query(
      `SELECT count(*) FILTER (__row = file_row_number AND c999 = 'text ' || ((__row + 999) % 7)) AS right
        FROM read_parquet('${path}', file_row_number=true)`,
    );
    expect(Number(found?.right)).toBe(40_000);
    session.close();
  });

  it('is written in groups no larger than its landing asks for', () => {
    expect(tableFormatOf(100)).toBe('FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2');
    expect(tableFormatOf(320)).toContain('ROW_GROUP_SIZE 32768');
    expect(tableFormatOf(320, { groupRows: 5000 })).toContain('ROW_GROUP_SIZE 5000');
    expect(tableFormatOf(2, { groupRows: 5000 })).toBe(`${tableFormatOf(2)}, ROW_GROUP_SIZE 5000`);
  });
});

describe('a table file', () => {
  it('holds every cell of every type bit by bit, in order, over several row groups', async () => {
    const { session, path, query, written } = await write(150_000);
    expect(written.rows).toBe(150_000);
    const whole = (relation: string) =>
      session.query(
        `SELECT md5(string_agg(h, '' ORDER BY place)) AS digest FROM (SELECT row_number() OVER () AS place, md5(CAST(t AS VARCHAR)) AS h FROM ${relation} t)`,
      );
    expect(await whole(parquetRelation(path))).toEqual(await whole(`(${query})`));
  });

  it('counts the missing cells of every type as reading does', async () => {
    const { session, path, written } = await write(1_000);
    const names = Object.keys(cells);
    const counts = await session.numbers(
      `SELECT ${names.map((name, at) => `count(*) - count("${name.replaceAll('"', '""')}") AS m${at}`).join(', ')} FROM ${parquetRelation(path)}`,
    );
    expect([...written.missing.values()]).toEqual(names.map((_, at) => counts[`m${at}`]));
    expect(written.missing.get('never')).toBe(1_000);
    expect(written.missing.get('whole')).toBe(334);
  });

  it('says of an empty table that nothing is missing', async () => {
    const { written } = await write(0);
    expect(written.rows).toBe(0);
    expect([...written.missing.values()].every((count) => count === 0)).toBe(true);
  });
});
