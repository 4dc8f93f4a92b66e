import { type CellReading, missingInTyped, missingTexts } from './cell-types';

const missing = new Set<string>(['', ...missingTexts, ...missingInTyped]);

/** What texts look like: rough tests, since every guess is checked on all rows afterwards. */
const looks: { [R in Exclude<CellReading, 'text'>]: RegExp } = {
  boolean: /^(true|false)$/i,
  integer: /^[+-]?\d{1,16}$/,
  number: /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i,
  'decimal-comma': /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/,
};

/** Leading zeros, or more digits than a number holds: it names something. */
const identifier = /^[+-]?(0\d+|\d{17,})$/;

/** Readings worth trying on all rows of a column, best first; none means text. A sample without values tries all. */
export function guessReadings(cells: readonly string[], allowed: readonly CellReading[]): CellReading[] {
  const texts = cells.map((cell) => cell.trim()).filter((text) => !missing.has(text));
  if (texts.length === 0) return [...allowed];
  if (texts.some((text) => identifier.test(text))) return [];
  const counts = allowed.map((reading): [CellReading, number] => [
    reading,
    reading === 'text' ? 0 : countOf(texts, looks[reading]),
  ]);
  // Where "1.5" stands among whole numbers, the wider type fits more: try it first.
  const best = Math.max(0, ...counts.map(([, count]) => count));
  return best < texts.length * 0.9 ? [] : counts.filter(([, count]) => count === best).map(([reading]) => reading);
}

function countOf(texts: readonly string[], pattern: RegExp): number {
  let count = 0;
  for (const text of texts) if (pattern.test(text)) count++;
  return count;
}
