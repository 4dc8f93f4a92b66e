import { entityKey, type ViewColumn } from '@millrace/pipeline-core/features';
import { type ColumnType, typeInWords } from '@millrace/pipeline-core/schema';

/** What a person typed as a value of a key; text that is none of its type stays text, and is refused as such. */
export function readKey(text: string, type: ColumnType): string | number | boolean {
  const trimmed = text.trim();
  if (type === 'integer' && /^-?\d+$/.test(trimmed)) return Number(trimmed);
  if (type === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  return type === 'text' ? text : trimmed;
}

/** What is wrong with a key, each column that is not of its type with what the view wants there. */
export function mistypedKey(keys: readonly ViewColumn[], texts: readonly string[]): string {
  const wrong = keys.flatMap((column, at) => {
    const text = texts[at] ?? '';
    if (entityKey([column], [readKey(text, column.type)]) !== null) return [];
    const seen = text.trim() === '' ? 'nothing is written there' : `“${text}” is not`;
    return [`${column.name} is ${typeInWords(column.type)} (${column.type}), and ${seen}.`];
  });
  return [...wrong, 'Write a key such as those the view holds.'].join(' ');
}
