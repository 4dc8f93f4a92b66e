import { normaliseRatios, partCodes, type SplitRatios } from './part-sizes';
import { seededOrder } from './random';

/**
 * Random parts in which every class has its share.
 *
 * 1. Group the rows by class (code -1, no class, is a group of its own), each group in seeded order.
 * 2. Walk the classes from the most frequent on and round the *cumulative* number of test and validation rows, so that
 *    totals are right to one row and each class is within one row of its share.
 * 3. A class with any row keeps at least one in train, so that no model meets a class only outside of it.
 */
export function stratifiedSplit(options: { codes: ArrayLike<number>; ratios: SplitRatios; seed: number }): Uint8Array {
  const { codes, seed } = options;
  const shares = normaliseRatios(options.ratios);
  const assigned = new Uint8Array(codes.length);
  let seen = 0;
  let testGiven = 0;
  let validationGiven = 0;
  for (const rows of rowsByClass(codes, seed)) {
    seen += rows.length;
    const spare = shares.train > 0 ? rows.length - 1 : rows.length;
    const test = clamp(Math.round(seen * shares.test) - testGiven, 0, spare);
    const validation = clamp(Math.round(seen * shares.validation) - validationGiven, 0, spare - test);
    testGiven += test;
    validationGiven += validation;
    for (let at = 0; at < test + validation; at++)
      assigned[rows[at]!] = at < test ? partCodes.test : partCodes.validation;
    if (shares.train === 0 && validation + test < rows.length) fillRest(assigned, rows, test + validation, shares);
  }
  return assigned;
}

/** Without a train part, what rounding leaves over goes to the larger of the other two. */
function fillRest(assigned: Uint8Array, rows: readonly number[], from: number, shares: SplitRatios): void {
  const code = shares.test >= shares.validation ? partCodes.test : partCodes.validation;
  for (let at = from; at < rows.length; at++) assigned[rows[at]!] = code;
}

/** Groups of rows, most frequent class first (ties: lower code), each in seeded order. */
function rowsByClass(codes: ArrayLike<number>, seed: number): number[][] {
  const groups = new Map<number, number[]>();
  for (const row of seededOrder(codes.length, seed)) {
    const code = codes[row]!;
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [row]);
    else group.push(row);
  }
  return [...groups.entries()].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).map(([, rows]) => rows);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
