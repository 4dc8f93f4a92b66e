import type { TableMeta } from '@millrace/pipeline-core/features';
import { uniqueName } from '@millrace/pipeline-core/steps';
import type { DuckSession } from '../duckdb';
import { readGroupSizes } from '../parquet/row-groups';
import { parquetRelation, quoteName, quoteText } from '../sql-text';
import { writeTable } from '../table-store';
import { choosePlaces, type RowRun } from './choose-places';

/** Which rows stand for a table: its first ones, or runs of neighbouring ones spread evenly over it. */
export type Cut = { way: 'first-rows' | 'sample'; rows: number };

/** Runs a sample is made of: so many row groups are touched at most. */
export const samplePlaces = 20;

type StoredTable = { path: string; meta: TableMeta };

/** Writes some rows of a table as a table file of their own: every cell, row number and mark is as it was. */
export async function cutTable(
  session: DuckSession,
  { cut, to, ...table }: StoredTable & { cut: Cut; to: string },
): Promise<{ meta: TableMeta; places: number }> {
  const runs = cut.way === 'sample' ? await runsOf(table.path, cut.rows) : null;
  const query = runs === null ? firstSql(table.path, cut.rows) : runsSql(table, runs);
  return { meta: await keep(session, { ...table, query, to }), places: runs?.length ?? 1 };
}

/** Writes the rows of a table whose keys another table has, in their order. */
export async function matchTable(
  session: DuckSession,
  { other, keys, to, ...table }: StoredTable & MatchOptions,
): Promise<TableMeta> {
  const { relation, place } = placed(table);
  const wanted = keys.map(({ left }, at) => `${quoteName(left)} AS k${at}`).join(', ');
  const on = keys.map(({ right }, at) => `r.${quoteName(right)} = l.k${at}`).join(' AND ');
  const query = `SELECT * EXCLUDE (${place}) FROM ${relation} r
    SEMI JOIN (SELECT DISTINCT ${wanted} FROM ${parquetRelation(other)}) l ON ${on} ORDER BY ${place}`;
  return keep(session, { ...table, query, to });
}

type MatchOptions = {
  /** File of the other table. */
  other: string;
  /** Columns that are equal: `right` of this table, `left` of the other. */
  keys: readonly { left: string; right: string }[];
  to: string;
};

async function keep(session: DuckSession, o: StoredTable & { query: string; to: string }): Promise<TableMeta> {
  const { rows, columns } = await writeTable(session, { query: o.query, path: o.to, columns: o.meta.columns });
  return { ...o.meta, rows, columns };
}

async function runsOf(path: string, rows: number): Promise<RowRun[]> {
  return choosePlaces({ groups: await readGroupSizes(path), rows, places: samplePlaces });
}

function firstSql(path: string, rows: number): string {
  return `SELECT * FROM ${parquetRelation(path)} LIMIT ${rows}`;
}

/** Row groups without a row of the run are not read, and nothing behind it. */
function runsSql(table: StoredTable, runs: readonly RowRun[]): string {
  const { relation, place } = placed(table);
  const one = ({ from, to }: RowRun) =>
    `(SELECT * EXCLUDE (${place}) FROM ${relation} WHERE ${place} >= ${from} AND ${place} < ${to} LIMIT ${to - from})`;
  return runs.map(one).join(' UNION ALL ');
}

/** The place of a row in its file, as DuckDB calls it. */
const fileRow = 'file_row_number';

/** A table with the place of each row, from 0. One with a column of DuckDB's own name is counted through, which is slower. */
function placed({ path, meta }: StoredTable): { relation: string; place: string } {
  const taken = new Set(meta.columns.map(({ name }) => name.toLowerCase()));
  if (!taken.has(fileRow)) return { relation: `read_parquet(${quoteText(path)}, ${fileRow} = true)`, place: fileRow };
  const place = quoteName(uniqueName('__place', taken));
  return { relation: `(SELECT *, row_number() OVER () - 1 AS ${place} FROM ${parquetRelation(path)})`, place };
}
