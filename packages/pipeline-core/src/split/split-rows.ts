import { assertNever } from '../exhaustive';
import { groupedSplit } from './grouped';
import { normaliseRatios, partCodes, type SplitRatios } from './part-sizes';
import { randomSplit } from './random';
import { sequentialSplit } from './sequential';
import type { SplitReceipt } from './split-receipt';
import { splitWarnings } from './split-warnings';
import { stratifiedSplit } from './stratified';
import { timeOrderedSplit } from './time-ordered';

/** How rows are given out, with what that way needs to know about each row. */
export type SplitWay =
  | { strategy: 'sequential' | 'random' | 'stratified' }
  | { strategy: 'grouped'; by: string; groups: ArrayLike<number>; stratify: boolean }
  | { strategy: 'time-ordered'; by: string; times: Float64Array; gap: number }
  | { strategy: 'expression'; by: string; assigned: Uint8Array };

export type SplitRowsOptions = {
  way: SplitWay;
  rows: number;
  ratios: SplitRatios;
  seed: number;
  /** Class per row (-1: none) and the names of the classes; needed to stratify, used for warnings by the others. */
  target?: { codes: ArrayLike<number>; classes: readonly string[] };
};

/** Part per row (codes of `partCodes`) and the receipt that says how it came about. */
export function splitRows(options: SplitRowsOptions): { assigned: Uint8Array; receipt: SplitReceipt } {
  const { way } = options;
  const assigned = assign(options);
  const { leftOut, ...counts } = countParts(assigned);
  const perClass = options.target === undefined ? undefined : countPerClass(assigned, options.target);
  const ratios = normaliseRatios(options.ratios);
  const receipt: SplitReceipt = {
    v: 1,
    strategy: way.strategy,
    seed: options.seed,
    ratios,
    ...('by' in way ? { by: way.by } : {}),
    ...('gap' in way && way.gap > 0 ? { gap: way.gap } : {}),
    counts,
    ...(leftOut > 0 ? { leftOut } : {}),
    ...(perClass === undefined ? {} : { perClass }),
    // A rule of one's own has no shares to keep.
    warnings: splitWarnings({ counts, leftOut, perClass, ratios: way.strategy === 'expression' ? null : ratios }),
  };
  return { assigned, receipt };
}

function assign(options: SplitRowsOptions): Uint8Array {
  const { way, rows, ratios, seed, target } = options;
  switch (way.strategy) {
    case 'sequential':
      return sequentialSplit({ rows, ratios });
    case 'random':
      return randomSplit({ rows, ratios, seed });
    case 'stratified':
      return stratifiedSplit({ codes: requireClasses(target).codes, ratios, seed });
    case 'grouped': {
      const classes = way.stratify ? { classes: requireClasses(target).codes } : {};
      return groupedSplit({ groups: way.groups, ...classes, ratios, seed });
    }
    case 'time-ordered':
      return timeOrderedSplit({ times: way.times, ratios, gap: way.gap });
    case 'expression':
      return way.assigned;
    default:
      return assertNever(way);
  }
}

function requireClasses<T>(target: T | undefined): T {
  if (target === undefined) throw new RangeError('stratified split: got no target, expected a class per row');
  return target;
}

function countParts(assigned: Uint8Array): SplitReceipt['counts'] & { leftOut: number } {
  const counts = [0, 0, 0, 0];
  for (const code of assigned) counts[code]!++;
  return { train: counts[0]!, validation: counts[1]!, test: counts[2]!, leftOut: counts[3]! };
}

function countPerClass(
  assigned: Uint8Array,
  target: { codes: ArrayLike<number>; classes: readonly string[] },
): Record<string, SplitReceipt['counts']> {
  const counts = new Int32Array(target.classes.length * 3);
  for (let row = 0; row < assigned.length; row++) {
    const code = target.codes[row]!;
    if (code >= 0 && assigned[row] !== partCodes.leftOut) counts[code * 3 + assigned[row]!]!++;
  }
  return Object.fromEntries(
    target.classes.map((name, code) => [
      name,
      { train: counts[code * 3]!, validation: counts[code * 3 + 1]!, test: counts[code * 3 + 2]! },
    ]),
  );
}
