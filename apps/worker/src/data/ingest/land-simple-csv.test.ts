import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longTests } from '../../testing/env';
import { openDuckSession } from '../duckdb';
import { parquetRelation } from '../sql-text';
import { landSimpleCsv } from './land-simple-csv';
import { landing } from './testing/landing';
import { randomCsv, randomNumbers } from './testing/random-csv';

const { land, made, root } = landing('land-simple-csv');
let count = 0;

/** What the simple way alone makes of a file, null where it leaves it to another one. */
async function simple(csv: string | Buffer, threads = 2) {
  const folder = join(root, `simple${count++}`);
  mkdirSync(folder);
  const path = join(folder, 'in.csv');
  writeFileSync(path, csv);
  const session = openDuckSession({ folder, memoryMegabytes: 512, threads });
  const table = join(folder, 'table.parquet');
  try {
    const landed = await landSimpleCsv({ session, path, name: 'in.csv', folder }, { table, tabs: false });
    if (landed === null) return null;
    const misplaced = await session.numbers(
      `SELECT count(*) FILTER (__row <> file_row_number) AS n FROM read_parquet('${table}', file_row_number=true)`,
    );
    expect(misplaced.n).toBe(0);
    const rows = await session.query(`SELECT * FROM ${parquetRelation(table)} LIMIT 10`);
    return { landed, rows, digest: createHash('sha256').update(readFileSync(table)).digest('hex') };
  } finally {
    session.close();
  }
}

/** A file whose first rows suggest the types and whose last row has this cell in each column. */
function withLast(cells: string): string {
  return `n,x,ok,day,at,t\n${'1,1.5,true,2024-01-31,2024-01-31 10:00:00,a\n'.repeat(1200)}${cells}\n`;
}

describe('landSimpleCsv', () => {
  it.each([
    ['whole numbers', '-12,1.5,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['empty cells', ',,,,,'],
    ['decimals of every kind', '0,-0,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['decimals without a zero', '0,.5,FALSE,1999-12-31,2024-01-31T10:00:00.123456Z,a'],
    ['powers', '0,1.25e-7,False,1600-02-29,2024-01-31,a'],
    ['texts that begin like a missing one', '0,1,true,2024-01-31,2024-01-31 10:00:00,Nantes'],
    ['texts that end like one', '0,1,true,2024-01-31,2024-01-31 10:00:00,a NA'],
    ['letters of other scripts', '0,1,true,2024-01-31,2024-01-31 10:00:00,日本 ä'],
  ])('takes %s and gives what the exact way gives', async (_, cells) => {
    expect(await simple(withLast(cells))).not.toBeNull();
    await land(made('plain.csv', withLast(cells)));
  });

  it.each([
    ['a sign', '+1,1,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['leading zeros', '01,1,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['16 digits', '1234567890123456,1,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['minus nothing', '-0,1,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['an endless number', '1,1e999,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['a blank', '1, 1,true,2024-01-31,2024-01-31 10:00:00,a'],
    ['a yes', '1,1,yes,2024-01-31,2024-01-31 10:00:00,a'],
    ['a number for true', '1,1,1,2024-01-31,2024-01-31 10:00:00,a'],
    ['a day that is none', '1,1,true,2024-02-30,2024-01-31 10:00:00,a'],
    ['an hour that is none', '1,1,true,2024-01-31,2024-01-31 25:00:00,a'],
    ['an old century', '1,1,true,2024-01-31,1500-01-31 10:00:00,a'],
    ['a time zone', '1,1,true,2024-01-31,2024-01-31 10:00:00+02,a'],
    ['a missing text', '1,1,true,2024-01-31,2024-01-31 10:00:00,NA'],
    ['a missing text before a blank', '1,1,true,2024-01-31,2024-01-31 10:00:00,n/a '],
    ['a blank text', '1,1,true,2024-01-31,2024-01-31 10:00:00, '],
    ['a hard space', '1,1,true,2024-01-31,2024-01-31 10:00:00,\u00a0'],
    ['a quote', '1,1,true,2024-01-31,2024-01-31 10:00:00,a"b'],
    ['a zero byte', '1,1,true,2024-01-31,2024-01-31 10:00:00,\u0000'],
    ['a short line', '1,1,true,2024-01-31,2024-01-31 10:00:00'],
    ['a long line', '1,1,true,2024-01-31,2024-01-31 10:00:00,a,b'],
    ['a Windows line end', '1,1,true,2024-01-31,2024-01-31 10:00:00,a\r'],
  ])('leaves %s to the others', async (_, cells) => {
    expect(await simple(withLast(cells))).toBeNull();
    await land(made('odd.csv', withLast(cells)));
  });

  it('leaves bytes that are no UTF-8, and a byte order mark, to the others', async () => {
    expect(await simple(Buffer.from('a,b\n1,\xe4x\n2,y\n', 'latin1'))).toBeNull();
    expect(await simple(Buffer.from(`a,b\n1,x\n2,${'ä'}`, 'utf8').subarray(0, -1))).toBeNull();
    expect(await simple('\uFEFFa,b\n1,x\n2,y\n')).toBeNull();
    expect(await simple('a,b\n1,x\n2,ä')).not.toBeNull();
  });

  it('agrees with the exact way on random tables', async () => {
    const random = randomNumbers(20_261_128);
    let taken = 0;
    const rounds = longTests ? 120 : 40;
    for (let round = 0; round < rounds; round++) {
      const csv = randomCsv(random);
      if ((await simple(csv)) !== null) taken++;
      await land(made('random.csv', csv)).catch((error: unknown) => {
        if (error instanceof Error && error.name !== 'PipelineError')
          throw new Error(JSON.stringify(csv), { cause: error });
      });
    }
    expect(taken).toBeGreaterThan(rounds / 6);
  }, 300_000);

  it('gives the same file however many threads read, over many buffers and groups', async () => {
    const lines = Array.from({ length: 600_000 }, (_, row) => `${row},${'x'.repeat((row * 7) % 60)}y,${row / 8}`);
    const csv = `n,t,x\n${lines.join('\n')}\n`;
    const files = [await simple(csv, 1), await simple(csv, 2), await simple(csv, 4)];
    expect(new Set(files.map((one) => one?.digest)).size).toBe(1);
    expect(files[0]?.landed.meta.rows).toBe(600_000);
    expect(files[0]?.rows[9]).toEqual({ __row: '9', n: '9', t: 'xxxy', x: 1.125 });
  }, 120_000);
});
