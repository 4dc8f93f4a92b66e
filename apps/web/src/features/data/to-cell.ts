import type { CellValue } from '../../lib/delimited-text';

/** A JSON value as a grid shows it: lists and vectors as JSON text. */
export function toCell(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
