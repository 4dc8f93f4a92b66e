import { join } from 'node:path';
import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { Json } from '@millrace/pipeline-core/json';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { DuckSession } from './duckdb';
import { tableFormatOf, writeParquet } from './parquet-file';
import { quoteName } from './sql-text';

/** What `writeTable` measured: nothing of it is taken from the input. */
export type WrittenTable = { path: string; rows: number; columns: StoredColumn[] };

/**
 * Writes a query as a table file, rows in the order of the query, which is the order of the table: a sorted one keeps its
 * row numbers. Counts rows and missing cells of the result.
 */
export async function writeTable(
  session: DuckSession,
  options: { query: string; path: string; columns: readonly StoredColumn[]; groupRows?: number | undefined },
): Promise<WrittenTable> {
  const { query, path, columns, groupRows } = options;
  const { rows, missing } = await writeParquet(session, {
    ...{ query, path, columns: columns.map(({ name }) => name) },
    ...(groupRows === undefined ? {} : { format: tableFormatOf(columns.length, { groupRows }) }),
  });
  const measured = columns.map((column) => ({
    ...column,
    missing: missingShare(rows, missing.get(column.name) ?? 0),
  }));
  return { path, rows, columns: measured };
}

/** Of all rows, those without a cell; computed in one way only, since results are compared to the last digit. */
export function missingShare(rows: number, missing: number): number {
  return rows === 0 ? 0 : 1 - (rows - missing) / rows;
}

/** A table on its way out: the file and its metadata, as the outputs of a step. */
export type TableOutput =
  | { port: string; kind: 'table'; path: string }
  | { port: string; kind: 'table-meta'; inline: Json };

/** The two outputs of a table port: the file and its metadata, which is small and goes inline. */
export function tableOutputs(port: string, path: string, meta: TableMeta): TableOutput[] {
  return [
    { port, kind: 'table', path },
    // Metadata is plain JSON by its schema; its type only says so less plainly.
    { port: `${port}.meta`, kind: 'table-meta', inline: JSON.parse(JSON.stringify(meta)) },
  ];
}

/** Where an executor puts the file of an output port. */
export function outputPath(folder: string, port: string, ending = 'parquet'): string {
  return join(folder, `out-${port}.${ending}`);
}

/** SQL order of a table's rows. */
export const rowOrder = `ORDER BY ${quoteName(reservedColumns.row)}`;
