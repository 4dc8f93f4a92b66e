import { cellFromJson, cellToJson } from '../expression/cells';
import { isNullCell } from '../expression/types';
import type { ViewColumn } from './feature-view';

/**
 * The key of an entity as one text, the same for every way of writing it; null when a part of it is missing or is not of
 * its column's type: such an entity is not in the view.
 */
export function entityKey(keys: readonly ViewColumn[], values: readonly unknown[]): string | null {
  const parts: unknown[] = [];
  for (const [at, { type }] of keys.entries()) {
    if (type === 'sparse' || type === 'bytes') return null;
    const cell = cellFromJson(values[at], type);
    if (cell === undefined || isNullCell(cell)) return null;
    parts.push(cellToJson(cell, type));
  }
  return JSON.stringify(parts);
}
