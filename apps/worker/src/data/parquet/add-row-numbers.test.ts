import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeParquet } from '../parquet-file';
import { parquetRelation } from '../sql-text';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { addRowNumbers } from './add-row-numbers';

const folder = scratchFolder('add-row-numbers');
const session = scratchSession(folder);

async function numbered(name: string, rows: number) {
  const path = join(folder, `${name}.parquet`);
  const query = `SELECT i * 3 AS triple, 't' || i AS "text", CASE WHEN i % 2 = 0 THEN [i] END AS list FROM range(${rows}) t(i)`;
  await writeParquet(session, { query, path, columns: ['triple', 'text', 'list'] });
  await addRowNumbers(path);
  return parquetRelation(path);
}

describe('addRowNumbers', () => {
  it.each([1, 2, 2048, 2049, 122_880, 300_001])('counts %i rows up and leaves the cells as they were', async (rows) => {
    const relation = await numbered(`rows-${rows}`, rows);
    const found = await session.numbers(
      `SELECT count(*) AS rows, min(__row) AS least, max(__row) AS most, count(DISTINCT __row) AS distinct_rows,
        count(*) FILTER (triple <> __row * 3 OR "text" <> 't' || __row OR (list IS NULL) <> (__row % 2 = 1)) AS wrong
        FROM ${relation}`,
    );
    expect(found).toEqual({ rows, least: 0, most: rows - 1, distinct_rows: rows, wrong: 0 });
  });

  it('comes first, as whole numbers, and finds single rows by its statistics', async () => {
    const relation = await numbered('first', 300_000);
    const columns = await session.query(`DESCRIBE SELECT * FROM ${relation}`);
    expect(columns.map(({ column_name, column_type }) => `${column_name} ${column_type}`)).toEqual([
      ...['__row BIGINT', 'triple BIGINT', 'text VARCHAR', 'list BIGINT[]'],
    ]);
    expect(await session.query(`SELECT triple FROM ${relation} WHERE __row = 254321`)).toEqual([{ triple: '762963' }]);
    const groups = await session.query(
      `SELECT stats_min_value AS least, stats_max_value AS most FROM parquet_metadata('${join(folder, 'first.parquet')}')
        WHERE path_in_schema = '__row' ORDER BY row_group_id`,
    );
    expect(groups[1]).toEqual({ least: '122880', most: '245759' });
  });

  it('refuses what is no Parquet file', async () => {
    const path = join(folder, 'none.parquet');
    writeFileSync(path, 'id,name\n1,a\n');
    await expect(addRowNumbers(path)).rejects.toThrow('is no Parquet file');
  });
});
