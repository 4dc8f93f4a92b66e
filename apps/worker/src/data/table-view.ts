import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { Part, TableSchema } from '@millrace/pipeline-core/schema';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { DuckSession } from './duckdb';
import { parquetRelation, quoteName, quoteText } from './sql-text';

/** A table as steps see it: a DuckDB relation in the locked-down session, and its metadata. */
export type TableView = {
  /** SQL text of a relation, safe to put behind FROM. */
  relation: string;
  meta: TableMeta;
  rows: number;
};

/** A stored table as a relation. */
export function openTable(path: string, meta: TableMeta): TableView {
  return { relation: parquetRelation(path), meta, rows: meta.rows };
}

/** The columns of a table as contracts see them. */
export function schemaOf(meta: TableMeta): TableSchema {
  const columns = meta.columns.map(({ sqlType: _, ...column }) => column);
  const folds = meta.split?.folds?.k;
  return { columns, rows: meta.rows, split: meta.split !== undefined, ...(folds === undefined ? {} : { folds }) };
}

/** Bookkeeping columns that the Parquet file of this table has besides its own. */
export function reservedIn(meta: TableMeta): string[] {
  const { row, part, fold } = reservedColumns;
  if (meta.split === undefined) return [row];
  return meta.split.folds === undefined ? [row, part] : [row, part, fold];
}

/** The rows of one part, in order. Without a split all rows are train rows and no other part has any. */
export async function cutPart(session: DuckSession, table: TableView, part: Part): Promise<TableView | null> {
  if (table.meta.split === undefined) return part === 'train' ? table : null;
  const relation = `(SELECT * FROM ${table.relation} WHERE ${quoteName(reservedColumns.part)} = ${quoteText(part)})`;
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  return rows === undefined || rows === null || rows === 0 ? null : { relation, meta: table.meta, rows };
}

export function findColumn(meta: TableMeta, name: string): StoredColumn | undefined {
  return meta.columns.find((column) => column.name === name);
}
