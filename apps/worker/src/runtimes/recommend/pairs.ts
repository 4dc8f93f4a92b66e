import { PipelineError } from '@millrace/pipeline-core/errors';
import { compareText } from '@millrace/pipeline-core/expression';
import type { FeatureColumn, UnlabelledRows } from '../model-runtime';
import type { RecommenderParams } from './params';

/** One side of who had what: for row `r` the columns are `other[start[r]]` to `other[start[r + 1] - 1]`, ascending. */
export type Side = { start: Int32Array; other: Int32Array; values: Float64Array };

/** Who had what, every pair once. Users stand in the order of their names, items by falling number of users. */
export type Pairs = {
  users: string[];
  items: string[];
  byUser: Side;
  byItem: Side;
  /** Rows that said again what another had said. */
  repeated: number;
};

/**
 * Train rows (a user, an item, perhaps a strength; 1 without) as pairs. Where one comes several times counts are added up
 * and ratings averaged; a count of 0 is no pair. Throws for columns of another kind, for a user or an item that is missing,
 * for a strength that is missing or endless, for counts below 0, and where fewer than two users or two items are left.
 */
export function readPairs(train: UnlabelledRows, feedback: RecommenderParams['feedback']): Pairs {
  const { users: who, items: what, strengths } = readRows(train, feedback);
  const sums = new Map<string, Map<string, { sum: number; rows: number }>>();
  let repeated = 0;
  for (let row = 0; row < train.rows; row++) {
    const strength = strengths[row]!;
    if (feedback === 'counts' && strength === 0) continue;
    const had = sums.get(who[row]!) ?? new Map<string, { sum: number; rows: number }>();
    sums.set(who[row]!, had);
    const one = had.get(what[row]!);
    if (one === undefined) had.set(what[row]!, { sum: strength, rows: 1 });
    else {
      one.sum += strength;
      one.rows++;
      repeated++;
    }
  }
  const users = [...sums.keys()].sort(compareText);
  const items = mostFirst(sums);
  if (users.length < 2 || items.length < 2) throw tooFew(users.length, items.length);
  const itemCode = new Map(items.map((name, code) => [name, code]));
  const lists = users.map((user) => {
    const found = [...(sums.get(user) ?? [])].map(([item, { sum, rows }]) => ({
      item: itemCode.get(item) ?? 0,
      value: feedback === 'ratings' ? sum / rows : sum,
    }));
    return found.sort((a, b) => a.item - b.item);
  });
  const byUser = toSide(lists);
  return { users, items, byUser, byItem: turned(byUser, items.length), repeated };
}

function mostFirst(sums: ReadonlyMap<string, ReadonlyMap<string, unknown>>): string[] {
  const counts = new Map<string, number>();
  for (const had of sums.values()) for (const item of had.keys()) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || compareText(a, b)).map(([item]) => item);
}

function toSide(lists: readonly { item: number; value: number }[][]): Side {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, row) => {
    start[row + 1] = start[row]! + list.length;
  });
  const flat = lists.flat();
  return {
    start,
    other: Int32Array.from(flat, ({ item }) => item),
    values: Float64Array.from(flat, ({ value }) => value),
  };
}

/** The same pairs from the other side, `rows` of them. */
export function turned({ start, other, values }: Side, rows: number): Side {
  const from = new Int32Array(rows + 1);
  for (const row of other) from[row + 1]!++;
  for (let row = 0; row < rows; row++) from[row + 1]! += from[row]!;
  const next = from.slice(0, rows);
  const turnedOther = new Int32Array(other.length);
  const turnedValues = new Float64Array(other.length);
  for (let row = 0; row + 1 < start.length; row++) {
    for (let at = start[row]!; at < start[row + 1]!; at++) {
      const place = next[other[at]!]!++;
      turnedOther[place] = row;
      turnedValues[place] = values[at]!;
    }
  }
  return { start: from, other: turnedOther, values: turnedValues };
}

function readRows(train: UnlabelledRows, feedback: RecommenderParams['feedback']) {
  const [user, item, strength, ...more] = train.features;
  if (user === undefined || item === undefined || more.length > 0 || (strength && strength.kind !== 'number')) {
    throw new PipelineError({
      code: 'not-pairs',
      family: 'pipeline',
      place: 'Recommender › rows',
      seen: train.features.map(({ name, kind }) => `"${name}" (${kind})`).join(', ') || 'no columns',
      expected: 'a user, an item and perhaps a number',
      next: 'Choose these columns in this step.',
    });
  }
  const strengths = strength?.values ?? new Float64Array(train.rows).fill(1);
  strengths.forEach((value, row) => {
    if (!Number.isFinite(value)) throw noNumber(strength?.name ?? '', { row, seen: 'a row without a strength' });
    if (feedback === 'counts' && value < 0) throw noNumber(strength?.name ?? '', { row, seen: `${value}` });
  });
  return { users: keysOf(user, train.rows), items: keysOf(item, train.rows), strengths };
}

/** A column of names: texts as they are, whole numbers as they are written. */
function keysOf(column: FeatureColumn, rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const cell = column.kind === 'number' || column.kind === 'category' ? column.values[row] : undefined;
    const key = keyOf(cell ?? null);
    if (key !== null) return key;
    throw new PipelineError({
      code: 'missing-values',
      family: 'pipeline',
      place: `Recommender › "${column.name}"`,
      seen:
        column.kind === 'number' || column.kind === 'category' ? 'a row without a value' : `a ${column.kind} column`,
      expected: 'a text or a whole number in every row',
      next: 'Leave such rows out with "Filter rows".',
      column: column.name,
      row,
    });
  });
}

/** The name of a user or an item; null where it is missing. */
export function keyOf(cell: number | string | null | undefined): string | null {
  if (cell === null || cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell))) return null;
  return String(cell);
}

function noNumber(column: string, { row, seen }: { row: number; seen: string }): PipelineError {
  const negative = seen.startsWith('-');
  return new PipelineError({
    code: negative ? 'negative-strength' : 'missing-values',
    family: 'pipeline',
    place: `Recommender › strength "${column}"`,
    seen,
    expected: negative ? 'how often or how much: 0 or more' : 'a number in every row',
    next: negative
      ? 'If these are ratings, say so under "What a strength says"; else leave such rows out with "Filter rows".'
      : 'Leave such rows out with "Filter rows".',
    column,
    row,
  });
}

function tooFew(users: number, items: number): PipelineError {
  return new PipelineError({
    code: 'too-few-rows',
    family: 'pipeline',
    place: 'Recommender › rows',
    seen: `${users} ${users === 1 ? 'user' : 'users'} and ${items} ${items === 1 ? 'item' : 'items'} in the train rows`,
    expected: 'at least two users and two items',
    next: 'Connect more rows, or check which columns are the user and the item.',
  });
}
