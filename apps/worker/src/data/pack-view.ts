import { join } from 'node:path';
import { type StoredColumn, type TableMeta, viewShapeSchema, viewTimes } from '@millrace/pipeline-core/features';
import { offlineColumns } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { describeTable } from './plain-table';
import { quoteName, quoteNames, sqlTypeOf } from './sql-text';
import { datasetMeta } from './table-meta';
import { writeTable } from './table-store';

/** Publications of a view, oldest first: where their tables are, and what the view is now. */
export const packArgsSchema = z.object({ paths: z.array(z.string()).min(1), shape: viewShapeSchema });
export type PackArgs = z.output<typeof packArgsSchema>;

/** The columns of the table that a pack is; its rows say when they were published by their number. */
function packColumns({ keys, features }: PackArgs['shape']): StoredColumn[] {
  const plain = (columns: PackArgs['shape']['keys']) =>
    columns.map(({ float32, ...column }) => ({
      ...column,
      role: 'feature' as const,
      ...(float32 === undefined ? {} : { float32 }),
    }));
  const named = { keys: plain(keys), features: plain(features), eventTime: '', knownSince: '' };
  return offlineColumns(named).map((column) => ({ ...column, sqlType: sqlTypeOf(column) }));
}

/**
 * Puts the publications of a view into one table that answers every look-up as they do. Rows are numbered in the order
 * of publication, by which the newest of equal times wins. Only a row that repeats the one before it in everything, both
 * times included, is left out. One that says the same again at a later time has to stay: a publication to come may hold
 * what became known between the two, and then it is the later one that counts.
 */
export async function packView(
  session: DuckSession,
  { args, folder }: { args: PackArgs; folder: string },
): Promise<{ path: string; meta: TableMeta; rows: number; given: number }> {
  const { shape } = args;
  const columns = packColumns(shape);
  const names = quoteNames(columns.map(({ name }) => name));
  const parts: string[] = [];
  let given = 0;
  for (const [at, path] of args.paths.entries()) {
    const table = await describeTable(session, path);
    const there = new Set(table.columns.map(({ name }) => name));
    // A feature that an older publication did not have yet is missing there.
    const cells = columns.map(({ name, sqlType }) =>
      there.has(name) ? `CAST(${quoteName(name)} AS ${sqlType})` : `CAST(NULL AS ${sqlType})`,
    );
    const named = columns.map(({ name }, n) => `${cells[n]} AS ${quoteName(name)}`);
    parts.push(`SELECT ${at} AS __publication, __row AS __place, ${named.join(', ')} FROM ${table.relation}`);
    given += table.rows;
  }
  const values = `row(${quoteNames(shape.features.map(({ name }) => name))})`;
  const same = quoteNames([...shape.keys.map(({ name }) => name), viewTimes.event, viewTimes.known]);
  const query = `SELECT row_number() OVER (ORDER BY __publication, __place) - 1 AS __row, ${names} FROM (
      SELECT *, ${values} AS __values, lag(${values}) OVER w AS __before, row_number() OVER w AS __turn
      FROM (${parts.join(' UNION ALL ')})
      WINDOW w AS (PARTITION BY ${same} ORDER BY __publication, __place))
    WHERE __turn = 1 OR __values IS DISTINCT FROM __before ORDER BY __row`;
  const written = await writeTable(session, { query, path: join(folder, 'pack.parquet'), columns });
  return { path: written.path, meta: datasetMeta(written), rows: written.rows, given };
}
