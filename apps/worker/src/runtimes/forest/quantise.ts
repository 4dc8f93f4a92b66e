/**
 * Gradients as small whole numbers with stochastic rounding. The random part is a hash of (seed, tree, row), never a
 * stream, so a row's number does not depend on which rows are looked at, or in what order.
 */
export type Quantiser = {
  /** 2^hessianBits. */
  base: number;
  gradientLevels: number;
  hessianLevels: number;
};

/** Of the 53 bits of a double one carries the sign. */
const CELL_BITS = 52;
const HALF_BITS = 26;
const MOST_LEVELS = 2 ** 20;

/** Levels such that sums over all rows fit a cell. With a constant hessian one level is exact and the rest is gradient. */
export function createQuantiser(rows: number, constantHessian: boolean): Quantiser {
  const hessianBits = constantHessian ? Math.ceil(Math.log2(rows + 2)) : HALF_BITS;
  const room = (bits: number) => Math.max(1, Math.min(MOST_LEVELS, Math.floor((2 ** bits - 1) / rows)));
  return {
    base: 2 ** hessianBits,
    gradientLevels: room(CELL_BITS - hessianBits),
    hessianLevels: constantHessian ? 1 : room(hessianBits),
  };
}

export type Scales = { gradient: number; hessian: number };

/** What one level of each stands for. All-zero derivatives get scale 1. */
export function scalesOf(quantiser: Quantiser, largest: { gradient: number; hessian: number }): Scales {
  return {
    gradient: (largest.gradient > 0 ? largest.gradient : 1) / quantiser.gradientLevels,
    hessian: (largest.hessian > 0 ? largest.hessian : 1) / quantiser.hessianLevels,
  };
}

/** 32 random bits of (seed, row). */
export function rowBits(seed: number, row: number): number {
  let x = Math.imul(row, 0x9e3779b1) ^ seed;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/**
 * Packs the derivatives of the listed rows, by row number: `floor(g * levels + u) * base + max(1, floor(h * levels + v))`. A hessian of
 * at least one level keeps every cell that holds a row different from 0.
 */
export function packRows(options: {
  rows: Int32Array;
  count: number;
  gradient: Float64Array;
  hessian: Float64Array;
  quantiser: Quantiser;
  scales: Scales;
  seed: number;
  packed: Float64Array;
}): void {
  const { rows, count, gradient, hessian, scales, seed, packed } = options;
  const { base, hessianLevels } = options.quantiser;
  const perGradient = 1 / scales.gradient;
  const perHessian = 1 / scales.hessian;
  const exact = hessianLevels === 1;
  for (let at = 0; at < count; at++) {
    const row = rows[at]!;
    const bits = rowBits(seed, row);
    const g = Math.floor(gradient[row]! * perGradient + (bits & 0xffff) / 65536);
    const h = exact ? 1 : Math.floor(hessian[row]! * perHessian + (bits >>> 16) / 65536);
    packed[row] = g * base + Math.max(h, 1);
  }
}
