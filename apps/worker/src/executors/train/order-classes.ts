import { compareText } from '@millrace/pipeline-core/expression';
import type { ColumnType } from '@millrace/pipeline-core/schema';

const positiveWords = new Set(['yes', 'y', 'true', 't', '1', 'positive', 'pos']);

/**
 * Order of the classes of a target: numbers by size, texts by code point. Of two classes the positive one comes second:
 * a word such as "yes" or "1" if there is one, else the rarer class, on a tie the later one.
 */
export function orderClasses(counts: ReadonlyMap<string, number>, type: ColumnType): string[] {
  const isNumber = type === 'integer' || type === 'number';
  const names = [...counts.keys()].sort((a, b) => (isNumber ? Number(a) - Number(b) : compareText(a, b)));
  const [first, second] = names;
  if (names.length !== 2 || first === undefined || second === undefined) return names;
  const firstIsWord = positiveWords.has(first.trim().toLowerCase());
  const secondIsWord = positiveWords.has(second.trim().toLowerCase());
  if (firstIsWord !== secondIsWord) return firstIsWord ? [second, first] : names;
  return (counts.get(first) ?? 0) < (counts.get(second) ?? 0) ? [second, first] : names;
}
