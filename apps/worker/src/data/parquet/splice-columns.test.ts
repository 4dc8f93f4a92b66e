import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DOUBLE, VARCHAR } from '@duckdb/node-api';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { describe, expect, it } from 'vitest';
import { openDuckSession } from '../duckdb';
import { RowParts } from '../ingest/row-parts';
import { writeParquet } from '../parquet-file';
import { parquetRelation } from '../sql-text';
import { missingShare, type WrittenTable, writeTable } from '../table-store';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { writeBeside } from '../write-beside';
import { addRowNumbers } from './add-row-numbers';
import { type Footer, fields, footerBytes, listAt, readFooter, structOf } from './footer';
import { joinColumns, spliceColumns } from './splice-columns';
import { binary, i32, i64, list, struct, type ThriftField, thriftTypes, writeThrift } from './thrift';

const folder = scratchFolder('splice');
const session = scratchSession(folder);
const rows = 300_000;

const x: StoredColumn = { name: 'x', type: 'number', sqlType: 'DOUBLE', role: 'feature' };
const t: StoredColumn = { name: 't', type: 'text', sqlType: 'VARCHAR', role: 'feature' };
const words: StoredColumn = { name: 'words', type: 'list', sqlType: 'VARCHAR[]', role: 'feature' };
const sparse: StoredColumn = {
  name: 'sparse',
  type: 'sparse',
  sqlType: 'STRUCT(i INTEGER[], v DOUBLE[])',
  role: 'feature',
};
const cells = `CAST(i AS DOUBLE) AS x, 't' || (i % 900) AS t, CASE WHEN i % 4 > 0 THEN ['a' || i, NULL] END AS words,
  CASE WHEN i % 5 > 0 THEN {i: [1, CAST(i % 99 AS INTEGER)], v: [0.5::DOUBLE, NULL]} END AS sparse`;

/** A column more, beside those of the base: it is there, and the others are what they were. */
async function grow(base: WrittenTable): Promise<void> {
  const columns = [...base.columns, { ...x, name: 'double' }];
  const next = await writeBeside(session, {
    base,
    query: `SELECT *, x * 2 AS double FROM ${parquetRelation(base.path)}`,
    path: `${base.path}.next`,
    columns,
    carry: ['__row'],
    untouched: base.columns.map(({ name }) => name),
  });
  if (next === null) throw new Error('it was not written beside');
  const differs = base.columns.map(({ name }) => `a.${name} IS DISTINCT FROM b.${name}`).join(' OR ');
  const found = await session.numbers(
    `SELECT count(*) AS rows, count(*) FILTER (b.double IS DISTINCT FROM a.x * 2 OR ${differs}) AS wrong
      FROM ${parquetRelation(base.path)} a JOIN ${parquetRelation(next.path)} b USING (__row)`,
  );
  expect(found).toEqual({ rows: base.rows, wrong: 0 });
}

/** Opens the footer of a file, and writes it back where it was changed. */
async function withFooter(path: string, use: (footer: Footer['fields']) => void, change = false): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const footer = await readFooter(file);
    use(footer.fields);
    const bytes = footerBytes(footer.fields);
    if (!change) return;
    await file.write(bytes, 0, bytes.length, footer.begin);
    await file.truncate(footer.begin + bytes.length);
  } finally {
    await file.close();
  }
}

/** A file of many columns and groups whose chunks are a byte each: only what is said of them counts. */
function manyChunks(path: string, o: { part: number; columns: number; groups: number }): string {
  const names = Array.from({ length: o.columns }, (_, at) => `c${o.part}_${at}`);
  const element = (name: string, more: Record<number, ThriftField>) =>
    structOf(struct({ 4: binary(name), ...more }).value);
  const root = element('schema', { 5: i32(o.columns) });
  const schema = [root, ...names.map((name) => element(name, { 1: i32(2), 3: i32(0) }))];
  const groups = Array.from({ length: o.groups }, (_, group) => {
    const items = names.map((name, at) => {
      const place = i64(4 + group * o.columns + at);
      const figures = {
        1: i32(2),
        2: list(thriftTypes.i32, [0n]),
        4: i32(0),
        5: i64(1),
        6: i64(1),
        7: i64(1),
        9: place,
      };
      const path = { 3: list(thriftTypes.binary, [Buffer.from(name)]) };
      return structOf(struct({ 2: i64(0), 3: struct({ ...figures, ...path, 12: struct({ 3: i64(0) }) }) }).value);
    });
    return writeThrift(structOf(struct({ 1: list(thriftTypes.struct, items), 2: i64(o.columns), 3: i64(1) }).value));
  });
  const footer = {
    1: i32(2),
    2: list(thriftTypes.struct, schema),
    3: i64(o.groups),
    4: list(thriftTypes.struct, groups),
  };
  const bytes = footerBytes(structOf(struct(footer).value));
  writeFileSync(path, Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(o.columns * o.groups), bytes]));
  return path;
}

describe('a table whose columns are taken over', () => {
  it('may have had its rows numbered behind its columns', async () => {
    const path = join(folder, 'numbered.parquet');
    const columns = [x, t, words, sparse];
    const query = `SELECT ${cells} FROM range(${rows}) r(i)`;
    const written = await writeParquet(session, { query, path, columns: columns.map(({ name }) => name) });
    await addRowNumbers(path);
    const measured = columns.map((column) => {
      return { ...column, missing: missingShare(written.rows, written.missing.get(column.name) ?? 0) };
    });
    await grow({ path, rows: written.rows, columns: measured });
  });

  it('may have come from rows that were computed here', async () => {
    const own = join(folder, 'parts');
    mkdirSync(own);
    const parts = new RowParts(session, own, [
      { stored: x, type: DOUBLE },
      { stored: t, type: VARCHAR },
    ]);
    for (let from = 0; from < rows; from += 2000) {
      const numbers = Array.from({ length: 2000 }, (_, at) => from + at);
      const texts = numbers.map((number) => (number % 7 === 0 ? null : `t${number}`));
      await parts.add([numbers, texts], { rows: 2000, bytes: 2000 * 20 });
    }
    const path = join(folder, 'computed.parquet');
    await grow({ path, ...(await parts.finish(path)) });
  });

  it('may have been written by one thread', async () => {
    const single = openDuckSession({ folder, memoryMegabytes: 512, threads: 1, readOnlyFolders: [] });
    try {
      const query = `SELECT i AS __row, ${cells} FROM range(${rows}) r(i)`;
      const path = join(folder, 'single.parquet');
      await grow(await writeTable(single, { query, path, columns: [x, t, words, sparse] }));
    } finally {
      single.close();
    }
  });
});

describe('files of the same rows', () => {
  const part = async (name: string, select: string, more = '') => {
    const path = join(folder, `${name}.parquet`);
    await session.run(
      `COPY (SELECT ${select} FROM (SELECT i AS __row, ${cells} FROM range(${rows}) r(i))) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 40960${more})`,
    );
    return path;
  };

  it('become one of all their columns, behind each other', async () => {
    const files = [
      await part('first', '__row, words'),
      await part('second', 'x'),
      await part('third', 'sparse, t', ', PARQUET_VERSION v2'),
    ];
    const path = join(folder, 'joined.parquet');
    expect(await joinColumns({ files, path })).toBe(true);
    const whole = await part('whole', '__row, words, x, sparse, t');
    const facts = (file: string) =>
      session.query(`SELECT count(*) AS rows, bit_xor(hash(one)) AS cells FROM ${parquetRelation(file)} one`);
    expect(await facts(path)).toEqual(await facts(whole));
    const described = (file: string) => session.query(`DESCRIBE SELECT * FROM ${parquetRelation(file)}`);
    expect(await described(path)).toEqual(await described(whole));
  });

  it('are joined in little memory, however many chunks they have', async () => {
    const chunks = { columns: 200, groups: 200 };
    const files = [0, 1, 2, 3].map((part) => manyChunks(join(folder, `many-${part}.parquet`), { part, ...chunks }));
    const path = join(folder, 'many.parquet');
    const script = fileURLToPath(new URL('./testing/join-files.ts', import.meta.url));
    // What is said of 160,000 chunks takes half a GB where all of it is held.
    const held = ['--max-old-space-size=128', '--import', 'tsx', script, path, ...files];
    expect((await promisify(execFile)(process.execPath, held)).stdout).toBe('true');
    await withFooter(path, (footer) => {
      const groups = listAt(footer, fields.file.groups).items.map(structOf);
      expect(groups).toHaveLength(chunks.groups);
      for (const group of groups) expect(listAt(group, fields.group.columns).items).toHaveLength(4 * chunks.columns);
    });
  }, 180_000);

  it('stay apart where one groups its rows in another way, or is none', async () => {
    const first = await part('in-groups', '__row');
    const other = join(folder, 'other-groups.parquet');
    await session.run(`COPY (SELECT i AS x FROM range(${rows}) r(i)) TO '${other}' (FORMAT parquet)`);
    const none = join(folder, 'none.parquet');
    writeFileSync(none, 'PAR1 and nothing of a footer PAR1');
    const path = join(folder, 'never.parquet');
    expect(await joinColumns({ files: [first, other], path })).toBe(false);
    expect(await joinColumns({ files: [first, none], path })).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});

describe('the footer of a spliced file', () => {
  const order = () => structOf(struct({ 1: struct({}) }).value);

  it.each([0, 10])('has an order for each leaf and no notes on another file, with %i rows', async (few) => {
    const path = join(folder, `few-${few}.parquet`);
    const query = `SELECT i AS __row, ${cells} FROM range(${few}) r(i)`;
    await writeTable(session, { query, path, columns: [x, t, words, sparse] });
    const note = structOf(struct({ 1: binary('geo'), 2: binary('{"columns":["x"]}') }).value);
    const leaves = 6; // of __row, x, t, words, and two of sparse
    const change = (footer: Footer['fields']) => {
      footer.set(fields.file.pairs, list(thriftTypes.struct, [note]));
      footer.set(fields.file.orders, list(thriftTypes.struct, Array.from({ length: leaves }, order)));
    };
    await withFooter(path, change, true);
    const spliced = join(folder, `spliced-${few}.parquet`);
    const columns = ['__row', 'sparse', 'words'].map((name) => ({ name, from: 'base' as const, source: name }));
    expect(await spliceColumns({ base: path, made: null, path: spliced, columns })).toBe(true);
    await withFooter(spliced, (footer) => {
      expect(footer.has(fields.file.pairs)).toBe(false);
      expect(listAt(footer, fields.file.orders).items).toHaveLength(4);
    });
    const found = await session.query(`SELECT count(*)::INTEGER AS n FROM ${parquetRelation(spliced)}`);
    expect(found).toEqual([{ n: few }]);
  });
});
