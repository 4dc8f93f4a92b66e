import type { TableMeta } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../duckdb';
import { readGroupSizes } from '../parquet/row-groups';
import { parquetRelation, quoteText } from '../sql-text';
import { writeTable } from '../table-store';
import { choosePlaces, type RowRun } from './choose-places';

/** Which rows stand for a table: its first ones, or runs of neighbouring ones spread evenly over it. */
export type Cut = { way: 'first-rows' | 'sample'; rows: number };

/** Runs a sample is made of: so many row groups are touched at most. */
const samplePlaces = 20;

/** Writes some rows of a table as a table file of their own: every cell, row number and mark is as it was. */
export async function cutTable(
  session: DuckSession,
  o: { path: string; meta: TableMeta; cut: Cut; to: string },
): Promise<{ meta: TableMeta; places: number }> {
  const { path, meta, cut, to } = o;
  const runs = cut.way === 'sample' ? await runsOf(path, cut.rows) : null;
  const query =
    runs === null
      ? `SELECT * FROM ${parquetRelation(path)} LIMIT ${cut.rows}`
      : runs.map(runSql(path)).join(' UNION ALL ');
  const { rows, columns } = await writeTable(session, { query, path: to, columns: meta.columns });
  return { meta: { ...meta, rows, columns }, places: runs?.length ?? 1 };
}

async function runsOf(path: string, rows: number): Promise<RowRun[]> {
  return choosePlaces({ groups: await readGroupSizes(path), rows, places: samplePlaces });
}

/** Row groups without a row of the run are not read, and nothing behind it. */
function runSql(path: string): (run: RowRun) => string {
  return ({ from, to }) =>
    `(SELECT * EXCLUDE (file_row_number) FROM read_parquet(${quoteText(path)}, file_row_number = true)
      WHERE file_row_number >= ${from} AND file_row_number < ${to} LIMIT ${to - from})`;
}
