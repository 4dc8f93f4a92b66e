export type PivotedSolution = { solution: Float64Array; rank: number };

/** Share of a column's own variance that must be left after the others explain it; below, it is dropped as collinear. */
const RANK_TOLERANCE = 1e-10;

/**
 * Solves A x = b for a symmetric positive semidefinite A (width x width) by Cholesky with diagonal pivoting. Columns that the ones
 * before them determine are left out (their x is 0), so a singular A still gets a solution with the same fit. One step
 * of iterative refinement takes the rounding of the factorisation out again.
 */
export function solvePivoted(matrix: Float64Array, right: Float64Array, width: number): PivotedSolution {
  const { factor, order, rank } = factorise(matrix, width);
  const solution = solveWith(factor, order, rank, right, width);
  const residual = Float64Array.from(right, (value, i) => {
    let sum = value;
    for (let j = 0; j < width; j++) sum -= matrix[i * width + j]! * solution[j]!;
    return sum;
  });
  const correction = solveWith(factor, order, rank, residual, width);
  return { solution: solution.map((value, i) => value + correction[i]!), rank };
}

type Factor = { factor: Float64Array; order: Int32Array; rank: number };

/** Lower triangle by columns; `order[k]` is the variable of pivot k. */
function factorise(matrix: Float64Array, width: number): Factor {
  const factor = new Float64Array(width * width);
  const order = Int32Array.from({ length: width }, (_, i) => i);
  const left = Float64Array.from({ length: width }, (_, i) => matrix[i * width + i]!);
  const full = left.slice();
  for (let k = 0; k < width; k++) {
    const pivot = largestPivot(left, full, order, k);
    if (pivot < 0) return { factor, order, rank: k };
    swapPivots(factor, order, width, k, pivot);
    const variable = order[k]!;
    const diagonal = Math.sqrt(left[variable]!);
    factor[k * width + k] = diagonal;
    for (let i = k + 1; i < width; i++) {
      let sum = matrix[order[i]! * width + variable]!;
      for (let j = 0; j < k; j++) sum -= factor[i * width + j]! * factor[k * width + j]!;
      const value = sum / diagonal;
      factor[i * width + k] = value;
      left[order[i]!]! -= value * value;
    }
  }
  return { factor, order, rank: width };
}

/** Position of the pivot with the most variance left, or -1 when every rest is rounding noise. */
function largestPivot(left: Float64Array, full: Float64Array, order: Int32Array, from: number): number {
  let best = -1;
  let most = 0;
  for (let i = from; i < order.length; i++) {
    const variable = order[i]!;
    const usable = left[variable]! > RANK_TOLERANCE * full[variable]!;
    if (usable && left[variable]! > most) {
      most = left[variable]!;
      best = i;
    }
  }
  return best;
}

function swapPivots(factor: Float64Array, order: Int32Array, width: number, a: number, b: number): void {
  if (a === b) return;
  const held = order[a]!;
  order[a] = order[b]!;
  order[b] = held;
  for (let j = 0; j < a; j++) {
    const value = factor[a * width + j]!;
    factor[a * width + j] = factor[b * width + j]!;
    factor[b * width + j] = value;
  }
}

function solveWith(
  factor: Float64Array,
  order: Int32Array,
  rank: number,
  right: Float64Array,
  width: number,
): Float64Array {
  const y = new Float64Array(rank);
  for (let i = 0; i < rank; i++) {
    let sum = right[order[i]!]!;
    for (let j = 0; j < i; j++) sum -= factor[i * width + j]! * y[j]!;
    y[i] = sum / factor[i * width + i]!;
  }
  for (let i = rank - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let j = i + 1; j < rank; j++) sum -= factor[j * width + i]! * y[j]!;
    y[i] = sum / factor[i * width + i]!;
  }
  const solution = new Float64Array(width);
  for (let i = 0; i < rank; i++) solution[order[i]!] = y[i]!;
  return solution;
}
