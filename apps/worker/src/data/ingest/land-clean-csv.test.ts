import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longTests } from '../../testing/env';
import { openDuckSession } from '../duckdb';
import { parquetRelation } from '../sql-text';
import { landCleanCsv } from './land-clean-csv';
import { landing } from './testing/landing';
import { randomCsv, randomNumbers } from './testing/random-csv';
import { detectEncoding } from './text-encoding';

const { land, made, root } = landing('land-clean-csv');
let count = 0;

/** What the quick way alone makes of a file, null where it leaves it to the exact way. */
async function quick(csv: string) {
  const folder = join(root, `quick${count++}`);
  mkdirSync(folder);
  const path = join(folder, 'in.csv');
  writeFileSync(path, csv);
  if (!(await detectEncoding(path)).plain) return null;
  const session = openDuckSession({ folder, memoryMegabytes: 512, threads: 2 });
  const table = join(folder, 'table.parquet');
  try {
    const landed = await landCleanCsv({ session, path, name: 'in.csv', folder }, { table, tabs: false });
    if (landed === null) return null;
    const misplaced = await session.numbers(
      `SELECT count(*) FILTER (__row <> file_row_number) AS n FROM read_parquet('${table}', file_row_number=true)`,
    );
    expect(misplaced.n).toBe(0);
    return { landed, rows: await session.query(`SELECT * FROM ${parquetRelation(table)} LIMIT 10`) };
  } finally {
    session.close();
  }
}

describe('landCleanCsv', () => {
  it('types a clean file in one go', async () => {
    const result = await quick(
      'id,n,x,ok,day,at\na1,1,1.5,true,2024-01-31,2024-01-31 10:00:00\nb2,NA,-2,false,,2024-02-01T00:00:00Z\n c,30,?,,2024-02-02,\n',
    );
    expect(result?.landed.meta.columns.map(({ type }) => type)).toEqual([
      ...['text', 'integer', 'number', 'boolean', 'date', 'timestamp'],
    ]);
    expect(result?.rows.map(({ __row, id, n, x }) => [__row, id, n, x])).toEqual([
      ['0', 'a1', '1', 1.5],
      ['1', 'b2', null, -2],
      ['2', ' c', '30', null],
    ]);
  });

  it.each([
    ['a quoted cell', 'a,b\n"1",2\n'],
    ['a Windows line end', 'a,b\r\n1,2\r\n'],
    ['an empty line', 'a,b\n1,2\n\n3,4\n'],
    ['an empty first line', '\na,b\n1,2\n'],
    ['a blank line', 'a,b\n1,2\n  \n3,4\n'],
    ['a short line', 'a,b\n1,2\n3\n'],
    ['a long line', 'a,b\n1,2\n3,4,5\n'],
    ['an empty extra cell', 'a,b\n1,2\n3,4,\n'],
    ['an empty extra cell in the last line', 'a,b\n1,2\n3,4,'],
    ['a preamble', 'made today\na,b\n1,2\n3,4\n'],
    ['a decimal among whole numbers', `a,b\n${'1,2\n'.repeat(2000)}1.0,2\n`],
    ['a number in another notation', `a,b\n${'1,2\n'.repeat(2000)}1e2,2\n`],
    ['a number with leading zeros', `a,b\n${'1,2\n'.repeat(2000)}007,2\n`],
    ['a number beyond 53 bits', `a,b\n${'1,2\n'.repeat(2000)}9007199254740993,2\n`],
    ['a word among numbers', `a,b\n${'1,2\n'.repeat(2000)}one,2\n`],
    ['a column without a value', 'a,b\n1,\n2,\n'],
    ['a single column', 'a\n1\n2\n'],
    ['no row', 'a,b\n'],
    ['a zero byte', 'a,b\n1,x\u0000\n'],
  ])('leaves %s to the exact way', async (_, csv) => {
    expect(await quick(csv)).toBeNull();
    await land(made('odd.csv', csv));
  });

  it('keeps the order of the file over many buffers', async () => {
    const rows = 400_000;
    const lines = Array.from({ length: rows }, (_, row) => `${row},${'x'.repeat(row % 90)}y`);
    const folder = join(root, 'order');
    mkdirSync(folder);
    const path = join(folder, 'in.csv');
    writeFileSync(path, `n,t\n${lines.join('\n')}\n`);
    const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 4 });
    const table = join(folder, 'table.parquet');
    const landed = await landCleanCsv({ session, path, name: 'in.csv', folder }, { table, tabs: false });
    const found = await session.numbers(
      `SELECT count(*) AS rows, count(*) FILTER (n <> __row) AS wrong FROM ${parquetRelation(table)}`,
    );
    session.close();
    expect(landed?.meta.rows).toBe(rows);
    expect(found).toEqual({ rows, wrong: 0 });
  });

  it('agrees with the exact way on random tables', async () => {
    const random = randomNumbers(20_261_127);
    const rounds = longTests ? 120 : 40;
    let taken = 0;
    for (let round = 0; round < rounds; round++) {
      const csv = randomCsv(random);
      if ((await quick(csv)) !== null) taken++;
      await land(made('random.csv', csv)).catch((error: unknown) => {
        if (error instanceof Error && error.name !== 'PipelineError')
          throw new Error(JSON.stringify(csv), { cause: error });
      });
    }
    expect(taken).toBeGreaterThan(rounds / 6);
  }, 300_000);
});
