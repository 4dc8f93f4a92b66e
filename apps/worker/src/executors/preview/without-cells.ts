/** Where a step tells of cells, and what is said instead. */
const examples: readonly (readonly [RegExp, string])[] = [
  // Check quality: the first rows that break a rule.
  [/ \(row \d+: .*\)/gs, ''],
  // Cells that could not be read as another type.
  [/, for example ".*"/gs, ''],
  // Join tables: keys with several matches.
  [/(, which become \d+): .* \(\d+ times\)/gs, '$1'],
  // Split rows: an answer of the rule that names no part.
  [/the answer '.*?'(?=, expected|$)/gs, 'another answer'],
  // The engine, of a cell that a query could not work with.
  [/\b(Conversion|Invalid Input|Out of Range) Error: .*?(?=, expected a query that runs|$)/gs, '$1 Error of a cell'],
];

/**
 * What a step says without the cells it names as examples: to see those of a test part is a look at it. Counts stay: they
 * tell of no row what is in it.
 */
export function withoutCells(text: string): string {
  return examples.reduce((left, [found, instead]) => left.replaceAll(found, instead), text);
}
