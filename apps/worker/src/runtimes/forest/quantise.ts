/** What one whole-number level of each derivative stands for. */
export type Scales = { gradient: number; hessian: number };

/**
 * 32 random bits of (seed, row): what gradients are rounded by. A hash, never a stream, so a row's number does not depend
 * on which rows are looked at, or in what order.
 */
export function rowBits(seed: number, row: number): number {
  let x = Math.imul(row, 0x9e3779b1) ^ seed;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
