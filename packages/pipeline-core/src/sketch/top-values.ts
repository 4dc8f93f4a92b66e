import type { TopSketch } from './table-sketch';

/** Values kept of each column: with no more different ones the list is complete. */
export const topLimit = 200;

/**
 * Merges two lists of frequent values, as space saving does. A listed value occurs between `count` and
 * `count + floor` times: what one side did not list it may have seen as often as that side's floor. The floor of the
 * result is the sum of both, or more where values had to be dropped. Two complete lists (floor 0) with no more than 200
 * values together merge without error.
 */
export function mergeTop(a: TopSketch, b: TopSketch): TopSketch {
  const counts = new Map(a.values.map(({ value, count }) => [value, count]));
  for (const { value, count } of b.values) counts.set(value, (counts.get(value) ?? 0) + count);
  const all = [...counts].map(([value, count]) => ({ value, count })).sort(byCount);
  const dropped = all[topLimit]?.count ?? 0;
  return { values: all.slice(0, topLimit), floor: a.floor + b.floor + dropped };
}

function byCount(a: { value: string; count: number }, b: { value: string; count: number }): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
