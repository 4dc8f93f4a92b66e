import { isoDate, isoTimestamp, readIsoDate, readIsoTimestamp } from './calendar';
import { cleanText } from './clean-text';
import { type CellValue, type ExpressionType, isNullCell, nullOf } from './types';

function numberFromJson(value: number, float32: boolean): CellValue | undefined {
  const seen = float32 ? Math.fround(value) : value;
  return Number.isFinite(seen) ? seen + 0 : Number.NaN;
}

function listFromJson(value: unknown): CellValue | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts: string[] = [];
  for (const item of value) {
    if (typeof item === 'string') texts.push(cleanText(item));
    else if (item !== null) return undefined;
  }
  return texts;
}

function vectorFromJson(value: unknown): CellValue | undefined {
  if (!Array.isArray(value)) return undefined;
  if (!value.every((item) => typeof item === 'number' || item === null)) return undefined;
  return value.every((item) => typeof item === 'number' && Number.isFinite(item)) ? Float64Array.from(value) : null;
}

function timeFromJson(value: unknown, read: (text: string) => number): CellValue | undefined {
  if (typeof value !== 'string') return undefined;
  const cell = read(value);
  return Number.isNaN(cell) ? undefined : cell;
}

/**
 * A value of a request as a cell, by the same rules as the entry layer of the SQL. null gives the null of the type;
 * undefined means the value has the wrong type or form, which the caller reports. A whole number beyond 2^53 and a
 * vector with a null inside become null, as in the table.
 */
export function cellFromJson(
  value: unknown,
  type: ExpressionType,
  options?: { float32?: boolean },
): CellValue | undefined {
  if (value === null || value === undefined) return nullOf(type);
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
      return Number.isSafeInteger(value) ? value + 0 : Number.NaN;
    case 'number':
      return typeof value === 'number' ? numberFromJson(value, options?.float32 ?? false) : undefined;
    case 'text':
      return typeof value === 'string' ? cleanText(value) : undefined;
    case 'date':
      return timeFromJson(value, readIsoDate);
    case 'timestamp':
      return timeFromJson(value, readIsoTimestamp);
    case 'list':
      return listFromJson(value);
    case 'vector':
      return vectorFromJson(value);
  }
}

/** A cell as JSON: null for every null, ISO text for dates and timestamps, arrays for lists and vectors. */
export function cellToJson(cell: CellValue, type: ExpressionType): unknown {
  if (isNullCell(cell)) return null;
  if (typeof cell === 'number') {
    if (type === 'date') return isoDate(cell);
    return type === 'timestamp' ? isoTimestamp(cell) : cell + 0;
  }
  return cell instanceof Float64Array ? [...cell] : cell;
}
