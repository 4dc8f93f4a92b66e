import { hashIndex } from '../seeded-random';
import { partCodes, partSizes, type SplitRatios } from './part-sizes';

/** Row numbers in an order that depends on the seed alone; ties of the 32-bit keys go to the lower row. */
export function seededOrder(rows: number, seed: number): Float64Array {
  const keyed = new Float64Array(rows);
  // One sort of plain numbers: 21 bits hold the row, so larger tables sort pairs in two words.
  if (rows <= 2 ** 21) {
    for (let row = 0; row < rows; row++) keyed[row] = hashIndex(seed, row) * 2 ** 21 + row;
    keyed.sort();
    for (let at = 0; at < rows; at++) keyed[at] = keyed[at]! % 2 ** 21;
    return keyed;
  }
  const keys = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    keys[row] = hashIndex(seed, row);
    keyed[row] = row;
  }
  return keyed.sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/**
 * Random parts of exact size. A row's place depends on (seed, row number) alone, and test is drawn first: changing the
 * validation share leaves the test rows as they are.
 */
export function randomSplit(options: { rows: number; ratios: SplitRatios; seed: number }): Uint8Array {
  const sizes = partSizes(options.rows, options.ratios);
  const order = seededOrder(options.rows, options.seed);
  const assigned = new Uint8Array(options.rows);
  for (let at = 0; at < sizes.test + sizes.validation; at++) {
    assigned[order[at]!] = at < sizes.test ? partCodes.test : partCodes.validation;
  }
  return assigned;
}
