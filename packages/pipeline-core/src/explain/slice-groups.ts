import type { ExplainedColumn } from './columns';
import { type CutColumn, cutColumn, type SegmentTerm } from './segments';

/** Rows that one or two conditions take out of a table; none: all of them. */
export type SliceGroup = { terms: SegmentTerm[]; places: number[] };

export type SliceGroupSettings = {
  rows: number;
  /** Groups with fewer rows are left out. */
  minRows: number;
  /** Pairs are made of the first so many columns that can be cut. */
  pairColumns?: number;
};

/**
 * All rows, then the groups of every column by itself (`cutColumn`), then of every pair of columns, those with enough rows,
 * one after the other. A row is in one group of a column at most, and in none where its value is rarer than those that
 * have a group.
 */
export function* sliceGroups(
  columns: readonly ExplainedColumn[],
  { rows, minRows, pairColumns = 12 }: SliceGroupSettings,
): Generator<SliceGroup> {
  const enough = ({ places }: SliceGroup) => places.length >= minRows;
  const everything: SliceGroup = { terms: [], places: Array.from({ length: rows }, (_, row) => row) };
  yield* [everything].filter(enough);
  const cuts = columns.flatMap((column) => cutColumn(column) ?? []);
  for (const cut of cuts) yield* groupsOf(cut).filter(enough);
  const paired = cuts.slice(0, pairColumns);
  for (const [at, a] of paired.entries()) for (const b of paired.slice(at + 1)) yield* pairOf(a, b).filter(enough);
}

function groupsOf({ codes, terms }: CutColumn): SliceGroup[] {
  const groups = terms.map((term): SliceGroup => ({ terms: [term], places: [] }));
  codes.forEach((code, row) => {
    groups[code]?.places.push(row);
  });
  return groups;
}

function pairOf(a: CutColumn, b: CutColumn): SliceGroup[] {
  const groups = a.terms.flatMap((first) =>
    b.terms.map((second): SliceGroup => ({ terms: [first, second], places: [] })),
  );
  a.codes.forEach((code, row) => {
    const other = b.codes[row] ?? -1;
    if (code >= 0 && other >= 0) groups[code * b.terms.length + other]?.places.push(row);
  });
  return groups;
}
