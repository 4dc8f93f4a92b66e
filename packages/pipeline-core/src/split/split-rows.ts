import { assertNever } from '../exhaustive';
import { normaliseRatios, type SplitRatios } from './part-sizes';
import { randomSplit } from './random';
import { sequentialSplit } from './sequential';
import type { SplitReceipt, SplitStrategy } from './split-receipt';
import { splitWarnings } from './split-warnings';
import { stratifiedSplit } from './stratified';

export type SplitRowsOptions = {
  strategy: SplitStrategy;
  rows: number;
  ratios: SplitRatios;
  seed: number;
  /** Class per row (-1: none) and the names of the classes; needed by `stratified`, used for warnings by the others. */
  target?: { codes: ArrayLike<number>; classes: readonly string[] };
};

/** Part per row (codes of `partCodes`) and the receipt that says how it came about. */
export function splitRows(options: SplitRowsOptions): { assigned: Uint8Array; receipt: SplitReceipt } {
  const assigned = assign(options);
  const counts = countParts(assigned);
  const perClass = options.target === undefined ? undefined : countPerClass(assigned, options.target);
  const receipt: SplitReceipt = {
    v: 1,
    strategy: options.strategy,
    seed: options.seed,
    ratios: normaliseRatios(options.ratios),
    counts,
    ...(perClass === undefined ? {} : { perClass }),
    warnings: splitWarnings(counts, perClass),
  };
  return { assigned, receipt };
}

function assign(options: SplitRowsOptions): Uint8Array {
  const { strategy, rows, ratios, seed, target } = options;
  switch (strategy) {
    case 'sequential':
      return sequentialSplit({ rows, ratios });
    case 'random':
      return randomSplit({ rows, ratios, seed });
    case 'stratified':
      if (target === undefined) throw new RangeError('stratified split: got no target, expected a class per row');
      return stratifiedSplit({ codes: target.codes, ratios, seed });
    default:
      return assertNever(strategy);
  }
}

function countParts(assigned: Uint8Array): SplitReceipt['counts'] {
  const counts = [0, 0, 0];
  for (const code of assigned) counts[code]!++;
  return { train: counts[0]!, validation: counts[1]!, test: counts[2]! };
}

function countPerClass(
  assigned: Uint8Array,
  target: { codes: ArrayLike<number>; classes: readonly string[] },
): Record<string, SplitReceipt['counts']> {
  const counts = new Int32Array(target.classes.length * 3);
  for (let row = 0; row < assigned.length; row++) {
    const code = target.codes[row]!;
    if (code >= 0) counts[code * 3 + assigned[row]!]!++;
  }
  return Object.fromEntries(
    target.classes.map((name, code) => [
      name,
      { train: counts[code * 3]!, validation: counts[code * 3 + 1]!, test: counts[code * 3 + 2]! },
    ]),
  );
}
