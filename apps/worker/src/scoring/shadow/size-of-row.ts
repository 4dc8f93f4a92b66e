import type { Json, JsonObject } from '@millrace/pipeline-core/json';

/** About how many bytes a row takes in memory: two for a letter, eight for anything else. */
export function sizeOfRow(row: JsonObject): number {
  return Object.values(row).reduce<number>((sum, value) => sum + sizeOf(value), 0);
}

function sizeOf(value: Json | undefined): number {
  if (typeof value === 'string') return 2 * value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 8);
  return typeof value === 'object' && value !== null ? 8 + sizeOfRow(value) : 8;
}
