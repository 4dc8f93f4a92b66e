import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import type { DuckSession } from './duckdb';
import { quoteName } from './sql-text';

/** Rows of a relation as requests: the fields of a signature as the JSON a caller would send. */
export async function readRequestRows(
  session: DuckSession,
  options: { relation: string; columns: readonly StoredColumn[]; inputs: readonly SignatureInput[] },
): Promise<JsonObject[]> {
  const cells = options.inputs.map((input) => {
    const column = options.columns.find(({ name }) => name === input.name);
    if (column === undefined) throw new Error(`the rows have no column "${input.name}"`);
    return `${requestCell(column)} AS ${quoteName(input.name)}`;
  });
  if (cells.length === 0) {
    const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${options.relation}`);
    return Array.from({ length: rows ?? 0 }, () => ({}));
  }
  return session.query(`SELECT ${cells.join(', ')} FROM ${options.relation}`);
}

/** SQL of a cell that DuckDB's JSON reader turns into the value a request holds. */
function requestCell(column: StoredColumn): string {
  const cell = entrySql(column.name, column.sqlType);
  if (column.type === 'date') return `strftime(${cell}, '%Y-%m-%d')`;
  if (column.type === 'timestamp') return `strftime(${cell}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  return cell; // numbers are DOUBLE after the entry layer, so whole ones too come as JSON numbers
}
