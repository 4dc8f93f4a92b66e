import { sortedQuantile } from '../stats/quantile';
import type { ExplainedColumn } from './columns';

/** One condition on a column: a text, a range of numbers (from, up to and without), or missing. */
export type SegmentTerm =
  | { column: string; kind: 'is'; value: string }
  | { column: string; kind: 'range'; from: number | null; to: number | null }
  | { column: string; kind: 'missing' };

/** A column cut into groups: the group of each row (-1: in none) and what each group is. */
export type CutColumn = { name: string; codes: Int16Array; terms: SegmentTerm[] };

const NUMBER_GROUPS = 5;
const MOST_LEVELS = 12;

/**
 * Cuts a column into groups of rows: numbers at their quintiles (equal values stay together; two values by value), texts by value, the 12 most
 * frequent ones; missing cells are a group of their own. Null when all rows are in one group.
 */
export function cutColumn(column: ExplainedColumn): CutColumn | null {
  const cut = column.kind === 'number' ? cutNumbers(column) : cutLevels(column);
  return cut.terms.length < 2 ? null : cut;
}

function cutNumbers({ name, values }: Extract<ExplainedColumn, { kind: 'number' }>): CutColumn {
  const sorted = values.filter(Number.isFinite).sort();
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  // Of two values, such as yes and no as numbers, "is 1" says what "from 1" only means.
  const two = most > least && sorted.every((value) => value === least || value === most);
  const bounds = two ? [most] : boundsOf(sorted);
  const missing = sorted.length < values.length;
  const codes = Int16Array.from(values, (value) => {
    if (!Number.isFinite(value)) return bounds.length + 1;
    const above = bounds.findIndex((edge) => value < edge);
    return above < 0 ? bounds.length : above;
  });
  const ranges = two
    ? [least, most].map((value): SegmentTerm => ({ column: name, kind: 'is', value: String(value) }))
    : [null, ...bounds].map((from, at): SegmentTerm => ({ column: name, kind: 'range', from, to: bounds[at] ?? null }));
  if (sorted.length === 0) return { name, codes: codes.fill(0), terms: [{ column: name, kind: 'missing' }] };
  return { name, codes, terms: missing ? [...ranges, { column: name, kind: 'missing' }] : ranges };
}

/** Where groups of numbers, sorted, begin: at their quintiles above the least value. */
function boundsOf(sorted: Float64Array): number[] {
  const edges = new Set<number>();
  for (let at = 1; at < NUMBER_GROUPS; at++) {
    const edge = sortedQuantile(sorted, at / NUMBER_GROUPS);
    if (edge > sorted[0]!) edges.add(edge);
  }
  // Where most rows share the least value there are no quintiles between: then it stands against all others.
  const second = edges.size === 0 ? sorted.find((value) => value > sorted[0]!) : undefined;
  return second === undefined ? [...edges] : [second];
}

function cutLevels({ name, values }: Extract<ExplainedColumn, { kind: 'category' }>): CutColumn {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const levels = [...counts]
    .sort(([a, left], [b, right]) => right - left || ((a ?? '') < (b ?? '') ? -1 : 1))
    .slice(0, MOST_LEVELS)
    .map(([value]) => value);
  const place = new Map(levels.map((value, at) => [value, at]));
  return {
    name,
    codes: Int16Array.from(values, (value) => place.get(value) ?? -1),
    terms: levels.map((value) =>
      value === null ? { column: name, kind: 'missing' } : { column: name, kind: 'is', value },
    ),
  };
}
