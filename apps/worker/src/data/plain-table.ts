import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { DuckSession } from './duckdb';
import { parquetRelation } from './sql-text';

/** A stored table as windows and profiles need it: no plan, no roles beyond what is known. */
export type PlainTable = { relation: string; columns: StoredColumn[]; rows: number; split: boolean; folds?: boolean };

const reserved = new Set<string>(Object.values(reservedColumns));

/** What a Parquet file of ours says of itself. One content may have several metadata; this needs none. */
export async function describeTable(session: DuckSession, path: string): Promise<PlainTable> {
  const relation = parquetRelation(path);
  const described = await session.query(`DESCRIBE SELECT * FROM ${relation}`);
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  const all = described.map((row) => ({ name: String(row.column_name), sqlType: String(row.column_type) }));
  return {
    relation,
    rows: rows ?? 0,
    split: all.some(({ name }) => name === reservedColumns.part),
    folds: all.some(({ name }) => name === reservedColumns.fold),
    columns: all
      .filter(({ name }) => !reserved.has(name))
      .map((column): StoredColumn => ({ ...column, role: 'feature', ...typeOf(column.sqlType) })),
  };
}

/** The same from metadata at hand. */
export function plainTable(path: string, meta: TableMeta): PlainTable {
  return { relation: parquetRelation(path), columns: meta.columns, rows: meta.rows, split: meta.split !== undefined };
}

function typeOf(sqlType: string): { type: ColumnType; float32?: true } {
  switch (sqlType) {
    case 'BOOLEAN':
      return { type: 'boolean' };
    case 'BIGINT':
      return { type: 'integer' };
    case 'FLOAT':
      return { type: 'number', float32: true };
    case 'DOUBLE':
      return { type: 'number' };
    case 'DATE':
      return { type: 'date' };
    case 'TIMESTAMP':
      return { type: 'timestamp' };
    case 'VARCHAR[]':
      return { type: 'list' };
    case 'DOUBLE[]':
      return { type: 'vector' };
    case 'BLOB':
      return { type: 'bytes' };
    default:
      return { type: sqlType.startsWith('STRUCT') ? 'sparse' : 'text' };
  }
}
