import { normaliseRatios, type SplitRatios } from './part-sizes';
import { seededOrder } from './random';

export type GroupedSplitOptions = {
  /** Group of each row; -1: none, such a row is a group of its own. */
  groups: ArrayLike<number>;
  /** Class of each row (-1: none) where the parts should have the same share of each. */
  classes?: ArrayLike<number>;
  ratios: SplitRatios;
  seed: number;
};

type Group = { rows: number[]; perClass: ReadonlyMap<number, number> };

const partOrder = ['train', 'validation', 'test'] as const;

/**
 * Parts that no group shares.
 *
 * 1. Collect the groups in seeded order of their first rows, and put the largest first: what is large has to find room
 *    while there is some.
 * 2. Give each group to the part whose classes come nearest to what they should be (least growth of the squared
 *    distance, each class by its own size). Without classes all rows are one class.
 * 3. A part without a share gets nothing.
 */
export function groupedSplit(options: GroupedSplitOptions): Uint8Array {
  const shares = normaliseRatios(options.ratios);
  const groups = collectGroups(options);
  const totals = new Map<number, number>();
  for (const { perClass } of groups)
    for (const [code, rows] of perClass) totals.set(code, (totals.get(code) ?? 0) + rows);
  const given = partOrder.map(() => new Map<number, number>());
  const assigned = new Uint8Array(options.groups.length);
  for (const { rows, perClass } of groups) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    partOrder.forEach((part, code) => {
      if (shares[part] === 0) return;
      const cost = costOf({ perClass, given: given[code]!, totals, share: shares[part] });
      if (cost < least) [best, least] = [code, cost];
    });
    for (const row of rows) assigned[row] = best;
    const mine = given[best]!;
    for (const [code, count] of perClass) mine.set(code, (mine.get(code) ?? 0) + count);
  }
  return assigned;
}

/** Growth of the squared distance from the wanted rows, in shares of each class, when this part takes the group. */
function costOf(o: {
  perClass: ReadonlyMap<number, number>;
  given: ReadonlyMap<number, number>;
  totals: ReadonlyMap<number, number>;
  share: number;
}): number {
  let cost = 0;
  for (const [code, rows] of o.perClass) {
    const total = o.totals.get(code)!;
    const before = (o.given.get(code) ?? 0) / total - o.share;
    const after = before + rows / total;
    // By the share of the part: one row too many weighs more in a small part.
    cost += (after * after - before * before) / o.share;
  }
  return cost;
}

function collectGroups({ groups, classes, seed }: GroupedSplitOptions): Group[] {
  const rowsOf = new Map<number, number[]>();
  let lone = -1;
  for (const row of seededOrder(groups.length, seed)) {
    const code = groups[row]!;
    const key = code < 0 ? lone-- : code;
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  const collected = [...rowsOf.values()].map((rows) => ({ rows, perClass: countClasses(rows, classes) }));
  return collected.sort((a, b) => b.rows.length - a.rows.length); // stable: groups of one size stay in seeded order
}

function countClasses(rows: readonly number[], classes: ArrayLike<number> | undefined): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const code = classes?.[row] ?? 0;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
