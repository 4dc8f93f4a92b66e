import { assertNever } from '../exhaustive';
import type { FoldStrategy } from './fold-receipt';
import { seededOrder } from './random';

/** Marks beside the numbers of folds (0 to k-1): rows before the first fold in time, and rows that are in none. */
export const foldMarks = { before: -1, none: -2 } as const;

export type FoldRows = {
  rows: number;
  k: number;
  seed: number;
  strategy: FoldStrategy;
  /** Class or group per row; negative: none. Needed by `stratified` and `grouped`. */
  codes?: ArrayLike<number>;
  /** Time per row; NaN: none. Needed by `time-series`. */
  times?: ArrayLike<number>;
};

/** Fold per row, or a mark of `foldMarks`. Equal rows and seed give equal folds. */
export function assignFolds(options: FoldRows): Int32Array {
  const { strategy, rows, k, seed } = options;
  switch (strategy) {
    case 'k-fold':
      return deal(seededOrder(rows, seed), { rows, k });
    case 'stratified':
      return stratifiedFolds(required(options.codes, strategy), { k, seed });
    case 'grouped':
      return groupedFolds(required(options.codes, strategy), { k, seed });
    case 'time-series':
      return timeFolds(required(options.times, strategy), k);
    default:
      return assertNever(strategy);
  }
}

function required(values: ArrayLike<number> | undefined, strategy: FoldStrategy): ArrayLike<number> {
  if (values !== undefined) return values;
  throw new RangeError(`${strategy} folds: got no values to divide by, expected one per row`);
}

/** Deals the rows out in this order, so that no fold has more than one row more than another. */
function deal(order: ArrayLike<number>, { rows, k }: { rows: number; k: number }): Int32Array {
  const assigned = new Int32Array(rows);
  for (let at = 0; at < order.length; at++) assigned[order[at]!] = at % k;
  return assigned;
}

/** Deals class after class without starting anew: classes and folds are both even to one row. No class is a class of its own. */
function stratifiedFolds(codes: ArrayLike<number>, { k, seed }: { k: number; seed: number }): Int32Array {
  const order = [...seededOrder(codes.length, seed)];
  order.sort((a, b) => codes[a]! - codes[b]!); // stable: seeded order inside a class
  return deal(order, { rows: codes.length, k });
}

/** Largest group first, each into the fold that has the fewest rows. A row without a group is a group of its own. */
function groupedFolds(codes: ArrayLike<number>, { k, seed }: { k: number; seed: number }): Int32Array {
  const groups = new Map<number, number[]>();
  for (const row of seededOrder(codes.length, seed)) {
    const key = codes[row]! < 0 ? -1 - row : codes[row]!;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const assigned = new Int32Array(codes.length);
  const sizes = new Float64Array(k);
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    for (const row of group) assigned[row] = fold;
    sizes[fold]! += group.length;
  }
  return assigned;
}

/**
 * k + 1 stretches of time of about equal size: the first is only learned from, each other one is a fold that is predicted
 * from what came before it. Rows of one moment stay together; rows without a time are in no fold.
 */
function timeFolds(times: ArrayLike<number>, k: number): Int32Array {
  const assigned = new Int32Array(times.length).fill(foldMarks.none);
  const order = Array.from({ length: times.length }, (_, row) => row).filter((row) => !Number.isNaN(times[row]!));
  order.sort((a, b) => times[a]! - times[b]! || a - b);
  const moments = momentsOf(order.map((row) => times[row]!));
  let stretch = 0;
  for (const [at, { from, to }] of moments.entries()) {
    // The next stretch begins where its share does, and early enough that each that is left has a moment of its own.
    const due = from >= Math.round(((stretch + 1) * order.length) / (k + 1)) || moments.length - at <= k - stretch;
    if (at > 0 && stretch < k && due) stretch++;
    for (let place = from; place < to; place++) assigned[order[place]!] = stretch - 1;
  }
  return assigned;
}

/** Stretches of equal values in a sorted list. */
function momentsOf(sorted: readonly number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    found.push({ from, to });
    from = to;
  }
  return found;
}
