import { entrySql, expressionTypeOfSqlType } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../duckdb';
import { quoteName } from '../sql-text';

/**
 * Columns in memory at a time. More of a table of thousands: each time its file is asked, it reads a table of contents as
 * long as the table is wide.
 */
export function columnsHeld(o: { columns: number; rows: number }): number {
  const some = Math.min(400, Math.ceil(o.columns / 25), Math.floor(mostCells / Math.max(1, o.rows)));
  return Math.max(fewColumns, some);
}

const fewColumns = 40;
const mostCells = 2_000_000;

/** A few columns in memory: each question to a file of 1,000 columns would read its whole table of contents again. */
export async function columnBlock(
  session: DuckSession,
  relation: string,
  block: readonly StoredColumn[],
): Promise<string> {
  await session.run(`CREATE OR REPLACE TEMP TABLE profiled AS ${columnsOf(relation, block)}`);
  return 'profiled';
}

/** The same columns unread. Contents of files stand for themselves by their digest: many of them fit into no memory. */
export function columnView(relation: string, block: readonly StoredColumn[]): string {
  return `(${columnsOf(relation, block)})`;
}

function columnsOf(relation: string, block: readonly StoredColumn[]): string {
  const cells = block.map(({ name, type }) =>
    type === 'bytes' ? `md5(${quoteName(name)}) AS ${quoteName(name)}` : quoteName(name),
  );
  return `SELECT ${cells.join(', ')} FROM ${relation}`;
}

/** A cell as profiles see it: clean by the entry rules; dates as milliseconds, lists as text. */
export function valueSql(column: StoredColumn): string {
  const readable = expressionTypeOfSqlType(column.sqlType) !== undefined;
  const cell = readable ? entrySql(column.name, column.sqlType) : quoteName(column.name);
  if (column.type === 'date' || column.type === 'timestamp') return `epoch_ms(CAST(${cell} AS TIMESTAMP))::DOUBLE`;
  if (column.type === 'list' || column.type === 'vector' || column.type === 'sparse') return `CAST(${cell} AS VARCHAR)`;
  return cell;
}

/** Columns that lie on an axis: numbers and times. */
export function isScale({ type }: StoredColumn): boolean {
  return type === 'integer' || type === 'number' || type === 'date' || type === 'timestamp';
}
