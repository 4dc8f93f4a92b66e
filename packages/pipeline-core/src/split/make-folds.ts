import { assignFolds, type FoldRows, foldMarks } from './assign-folds';
import type { FoldReceipt } from './fold-receipt';
import { foldWarnings } from './fold-warnings';

export type MakeFoldsOptions = FoldRows & {
  /** Class per row (-1: none) and the names of the classes; counted in the receipt. */
  target?: { codes: ArrayLike<number>; classes: readonly string[] };
};

/** Fold per row (or a mark of `foldMarks`) and the receipt that says how it came about. */
export function makeFolds(options: MakeFoldsOptions): { assigned: Int32Array; receipt: FoldReceipt } {
  const { strategy, k, seed, target } = options;
  const assigned = assignFolds(options);
  const expanding = strategy === 'time-series';
  const counts = countFolds(assigned, { k, expanding });
  const perClass = target === undefined ? undefined : countPerClass(assigned, k, target);
  const without = assigned.reduce((sum, fold) => sum + (fold === foldMarks.none ? 1 : 0), 0);
  const facts = { strategy, counts, without, ...(perClass === undefined ? {} : { perClass }) };
  return { assigned, receipt: { v: 1, k, expanding, seed, ...facts, warnings: foldWarnings(facts) } };
}

function countFolds(assigned: Int32Array, { k, expanding }: { k: number; expanding: boolean }): FoldReceipt['counts'] {
  const held = new Array<number>(k).fill(0);
  let before = 0;
  for (const fold of assigned) {
    if (fold >= 0) held[fold]!++;
    else if (fold === foldMarks.before) before++;
  }
  const all = before + held.reduce((sum, rows) => sum + rows, 0);
  let seen = before;
  return held.map((validation) => {
    const train = expanding ? seen : all - validation;
    seen += validation;
    return { train, validation };
  });
}

function countPerClass(
  assigned: Int32Array,
  k: number,
  target: { codes: ArrayLike<number>; classes: readonly string[] },
): Record<string, number[]> {
  const counts = target.classes.map(() => new Array<number>(k).fill(0));
  assigned.forEach((fold, row) => {
    const ofClass = counts[target.codes[row]!];
    if (fold >= 0 && ofClass !== undefined) ofClass[fold]!++;
  });
  return Object.fromEntries(target.classes.map((name, code) => [name, counts[code]!]));
}
