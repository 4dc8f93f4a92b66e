import { type Dependency, findDependencies, votesFor } from './column-dependencies';
import { editDistance, nearestFrequent } from './near-texts';

/** A column as texts, rows in the same order in all columns; null is missing. */
export type ColumnTexts = { name: string; values: readonly (string | null)[] };

/** Values of one column that look like mistyped others, with what was most likely meant. */
export type TypingErrors = {
  column: string;
  repairs: { from: string; to: string; rows: number }[];
};

/** A value must be this near to what is meant: edits as a share of the longer of both. */
const nearest = 0.5;
/** A correction needs this share of the rows with the value that say what is meant. */
const agreement = 0.75;
/** A column with a longer value, in characters, holds texts and documents: nobody mistypes one for another. */
export const longestComparedValue = 200;

/**
 * Values that look like typing errors. Two kinds of evidence, taken for each value of a column:
 * 1. Rows that agree with it in a column that decides this one (the same zip, so the same city) nearly all have another
 *    value, and that value is near in letters.
 * 2. The value is rare, a frequent value of the column is one or two letters away (no digit among them), no other
 *    frequent value is as near, and no deciding column speaks for the rare one.
 * A value is repaired everywhere or nowhere, so that the repair is a table of values that also works on a single row.
 */
export function findTypingErrors(given: readonly ColumnTexts[]): TypingErrors[] {
  const columns = given.filter(({ values }) => values.every((value) => (value?.length ?? 0) <= longestComparedValue));
  const counts = columns.map(({ values }) => countValues(values));
  const dependencies = findDependencies(columns, counts);
  return columns.flatMap((column, at) => {
    const own = counts[at] ?? new Map<string, number>();
    const repairs = repairsOf(column, { counts: own, votes: votesFor(columns, at, dependencies[at] ?? []) });
    return repairs.length === 0 ? [] : [{ column: column.name, repairs }];
  });
}

export type { Dependency };

function countValues(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

type Evidence = { counts: ReadonlyMap<string, number>; votes: (row: number) => string | null };

function repairsOf(column: ColumnTexts, { counts, votes }: Evidence): TypingErrors['repairs'] {
  const said = new Map<string, Map<string, number>>();
  column.values.forEach((value, row) => {
    if (value === null || value.trim() === '') return;
    const vote = votes(row);
    if (vote === null) return;
    const own = said.get(value) ?? new Map<string, number>();
    own.set(vote, (own.get(vote) ?? 0) + 1);
    said.set(value, own);
  });
  const repairs: TypingErrors['repairs'] = [];
  for (const [value, rows] of counts) {
    if (value.trim() === '') continue;
    const to = meant(value, { rows, counts, said: said.get(value) });
    if (to !== null) repairs.push({ from: value, to, rows });
  }
  return repairs.sort((a, b) => b.rows - a.rows || (a.from < b.from ? -1 : 1));
}

function meant(
  value: string,
  o: { rows: number; counts: ReadonlyMap<string, number>; said: ReadonlyMap<string, number> | undefined },
): string | null {
  const votes = [...(o.said ?? [])].sort((a, b) => b[1] - a[1]);
  const [best] = votes;
  if (best !== undefined) {
    const total = votes.reduce((sum, [, count]) => sum + count, 0);
    const [to, count] = best;
    if (to === value || count < total * agreement) return null;
    // A value that lives on its own elsewhere is another value, not a mistyped one.
    if ((o.counts.get(to) ?? 0) <= o.rows || total < o.rows * 0.5) return null;
    const limit = Math.floor(nearest * Math.max(value.length, to.length));
    return editDistance(value, to, limit) <= limit ? to : null;
  }
  return nearestFrequent(value, o.rows, o.counts);
}
