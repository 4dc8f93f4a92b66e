import type { ColumnType } from '@millrace/pipeline-core/schema';

/** What a person typed as a value of a key; text that is none of its type stays text, and is refused as such. */
export function readKey(text: string, type: ColumnType): string | number | boolean {
  const trimmed = text.trim();
  if (type === 'integer' && /^-?\d+$/.test(trimmed)) return Number(trimmed);
  if (type === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  return type === 'text' ? text : trimmed;
}
