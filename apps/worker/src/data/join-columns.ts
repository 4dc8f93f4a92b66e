import { BIGINT, DOUBLE, DuckDBDataChunk, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckSession } from './duckdb';
import { quoteName } from './sql-text';

/** A column computed here, one value per row of a relation, in its order. NaN becomes null. */
export type ComputedColumn =
  | { name: string; type: 'DOUBLE' | 'INTEGER'; values: ArrayLike<number> }
  | { name: string; type: 'VARCHAR'; values: readonly (string | null)[] };

const types: Record<ComputedColumn['type'], DuckDBType> = { DOUBLE, INTEGER, VARCHAR };
const chunkRows = 2048;

/** Puts computed columns into a table of the session, with `__row` to join them by. */
export async function loadComputed(
  session: DuckSession,
  options: { table: string; rowNumbers: ArrayLike<number>; columns: readonly ComputedColumn[] },
): Promise<void> {
  const { table, rowNumbers, columns } = options;
  const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
  await session.run(`CREATE TABLE ${quoteName(table)} (${['__row BIGINT', ...definitions].join(', ')})`);
  const connection = await session.connection();
  const appender = await connection.createAppender(table);
  for (let from = 0; from < rowNumbers.length; from += chunkRows) {
    const count = Math.min(chunkRows, rowNumbers.length - from);
    const chunk = DuckDBDataChunk.create([BIGINT, ...columns.map(({ type }) => types[type])], count);
    chunk.setColumnValues(0, slice(rowNumbers, from, count, BigInt));
    columns.forEach((column, at) => {
      const cells =
        column.type === 'VARCHAR'
          ? column.values.slice(from, from + count)
          : slice(column.values, from, count, (value) => (Number.isNaN(value) ? null : value));
      chunk.setColumnValues(at + 1, cells);
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function slice<T>(values: ArrayLike<number>, from: number, count: number, map: (value: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => map(values[from + at] ?? Number.NaN));
}
