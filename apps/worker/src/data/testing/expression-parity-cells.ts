import { DuckDBDateValue, DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { type CellValue, type ExpressionType, nullOf } from '@millrace/pipeline-core/expression';

/** A value read from DuckDB in the cell form of the language, so that results of both engines compare. */
export function cellFromDuckDb(value: DuckDBValue, type: ExpressionType): CellValue {
  if (value === null) return nullOf(type);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBTimestampValue) {
    if (value.micros % 1000n !== 0n) throw new Error(`A timestamp is finer than a millisecond: ${value.micros} µs.`);
    return Number(value.micros / 1000n);
  }
  if (value instanceof DuckDBListValue) {
    if (type === 'vector') return Float64Array.from(value.items, (item) => item as number); // a vector's items are doubles
    return value.items.map(String);
  }
  throw new Error(`A result of type ${type} came back in a form that is not expected.`);
}

/** Equal to the bit, where null is NaN and no -0 is left to tell apart. */
export function sameCell(a: CellValue, b: CellValue): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return a.length === b.length && a.every((item: unknown, i: number) => item === b[i]);
}
