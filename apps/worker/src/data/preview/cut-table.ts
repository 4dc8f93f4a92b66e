import type { TableMeta } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../duckdb';
import { readGroupSizes } from '../parquet/row-groups';
import { parquetRelation, quoteNames, quoteText } from '../sql-text';
import { writeTable } from '../table-store';
import { reservedIn } from '../table-view';
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
  const cells = quoteNames([...reservedIn(meta), ...meta.columns.map(({ name }) => name)]);
  const runs = cut.way === 'sample' ? await runsOf(path, cut.rows) : null;
  const query =
    runs === null
      ? `SELECT ${cells} FROM ${parquetRelation(path)} LIMIT ${cut.rows}`
      : runs.map((run) => runSql({ from: placedRows(path, meta), cells, run })).join(' UNION ALL ');
  const { rows, columns } = await writeTable(session, { query, path: to, columns: meta.columns });
  return { meta: { ...meta, rows, columns }, places: runs?.length ?? 1 };
}

async function runsOf(path: string, rows: number): Promise<RowRun[]> {
  return choosePlaces({ groups: await readGroupSizes(path), rows, places: samplePlaces });
}

/** The rows of a file, each with its place in it, which is not counted where the engine knows it. */
function placedRows(path: string, { columns }: TableMeta): { relation: string; place: string } {
  const known = 'file_row_number';
  if (columns.every(({ name }) => name.toLowerCase() !== known))
    return { relation: `read_parquet(${quoteText(path)}, ${known} = true)`, place: known };
  const place = '__place'; // no column is called so: names with two underscores in front are ours
  return { relation: `(SELECT *, row_number() OVER () - 1 AS ${place} FROM ${parquetRelation(path)})`, place };
}

/** Row groups without a row of the run are not read, and nothing behind it. */
function runSql(o: { from: ReturnType<typeof placedRows>; cells: string; run: RowRun }): string {
  const { relation, place } = o.from;
  const { from, to } = o.run;
  return `(SELECT ${o.cells} FROM ${relation} WHERE ${place} >= ${from} AND ${place} < ${to} LIMIT ${to - from})`;
}
