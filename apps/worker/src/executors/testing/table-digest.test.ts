import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeParquet } from '../../data/parquet-file';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { tableDigest } from './table-digest';

const folder = scratchFolder('table-digest');
const session = scratchSession(folder);
let count = 0;

/** The digest of a table of these cells beside the row `i` of 1,000. */
async function digestOf(cells: string, order = 'i'): Promise<string> {
  const path = join(folder, `${count++}.parquet`);
  const query = `SELECT i AS __row, ${cells} FROM range(1000) t(i) ORDER BY ${order}`;
  await writeParquet(session, { query, path, columns: [] });
  return tableDigest(async (sql) => (await session.query(sql))[0] ?? {}, path);
}

const cells = 'i % 7 AS n, CASE WHEN i % 3 > 0 THEN i / 8 END AS x';

it('tells tables apart in which the same cells stand in other rows', async () => {
  const right = await digestOf(cells);
  expect(await digestOf('(999 - i) % 7 AS n, CASE WHEN i % 3 > 0 THEN i / 8 END AS x')).not.toBe(right);
  // Two cells changed places: every sum is the same.
  const moved = 'CASE i WHEN 1 THEN 5 WHEN 5 THEN 1 ELSE i % 7 END AS n, CASE WHEN i % 3 > 0 THEN i / 8 END AS x';
  const wrong = await digestOf(moved);
  expect(wrong).not.toBe(right);
  expect(JSON.parse(wrong).slice(0, -1)).toEqual(JSON.parse(right).slice(0, -1));
});

it('is the same for other orders, types and last digits', async () => {
  const right = await digestOf(cells);
  expect(await digestOf(cells, 'hash(i)')).toBe(right);
  const others = 'CAST(i % 7 AS INTEGER) AS n, CASE WHEN i % 3 > 0 THEN i / 8 + 1e-12 END AS x';
  expect(await digestOf(others)).toBe(right);
});
