import type { Side } from './pairs';

/** Rows x width numbers, row-major. */
export type Factors = { rows: number; width: number; values: Float64Array };

/** How much a pair of value v weighs, and what is to be met there. Pairs that are not there weigh `absent` and are to be 0. */
export type Weighing = {
  absent: 0 | 1;
  weight(value: number): number;
  met(value: number): number;
  /** Ridge for a row with so many pairs. */
  ridge(pairs: number): number;
};

/** Counts: c = 1 + confidence x strength, to be 1 (Hu, Koren and Volinsky 2008). */
export function countWeighing(confidence: number, regularisation: number): Weighing {
  return { absent: 1, weight: (value) => 1 + confidence * value, met: () => 1, ridge: () => regularisation };
}

/** Ratings: what is left of them, each weighing 1, the ridge by how many there are (Zhou and others 2008). */
export function ratingWeighing(regularisation: number): Weighing {
  return { absent: 0, weight: () => 1, met: (value) => value, ridge: (pairs) => regularisation * pairs };
}

/**
 * The half of an iteration: for each row the factors that meet its pairs best while the other side stays, by the normal
 * equations (Y'WY + ridge) x = Y'Wp, solved exactly by Cholesky. A row without pairs gets zeros. `pause` is called between
 * rows. Changes `own`.
 */
export async function solveSide(o: {
  own: Factors;
  other: Factors;
  side: Side;
  weighing: Weighing;
  pause(): Promise<void>;
}): Promise<void> {
  const { own, other, side, weighing, pause } = o;
  const { width } = own;
  const gram = weighing.absent === 1 ? gramOf(other) : new Float64Array(width * width);
  const matrix = new Float64Array(width * width);
  const solution = new Float64Array(width);
  for (let row = 0; row < own.rows; row++) {
    const [from, to] = [side.start[row]!, side.start[row + 1]!];
    solution.fill(0);
    if (to > from) {
      matrix.set(gram);
      addPairs({ matrix, solution, other, side, from, to, weighing });
      const ridge = weighing.ridge(to - from);
      for (let k = 0; k < width; k++) matrix[k * width + k]! += ridge;
      solveInPlace(matrix, solution);
    }
    own.values.set(solution, row * width);
    await pause();
  }
}

/** Adds the pairs from `from` to `to` to the lower triangle of the normal equations and to their right side. */
function addPairs(o: {
  matrix: Float64Array;
  solution: Float64Array;
  other: Factors;
  side: Side;
  from: number;
  to: number;
  weighing: Weighing;
}): void {
  const { matrix, solution, other, side, from, to, weighing } = o;
  const { width, values } = other;
  for (let at = from; at < to; at++) {
    const base = side.other[at]! * width;
    const weight = weighing.weight(side.values[at]!);
    const pull = weight * weighing.met(side.values[at]!);
    const more = weight - weighing.absent;
    for (let i = 0; i < width; i++) {
      const value = values[base + i]!;
      const scaled = more * value;
      solution[i]! += pull * value;
      for (let j = 0; j <= i; j++) matrix[i * width + j]! += scaled * values[base + j]!;
    }
  }
}

/** Lower triangle of Y'Y. */
export function gramOf({ rows, width, values }: Factors): Float64Array {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    for (let i = 0; i < width; i++) {
      const value = values[base + i]!;
      for (let j = 0; j <= i; j++) gram[i * width + j]! += value * values[base + j]!;
    }
  }
  return gram;
}

/**
 * Solves A x = b for a positive definite A, given as its lower triangle, by Cholesky; b becomes x, A its factor. A pivot that
 * rounding has brought to 0 or below counts as the least that is not lost beside the largest.
 */
export function solveInPlace(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const least = Math.max(largest * 1e-14, Number.MIN_VALUE);
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j]!;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! ** 2;
    const root = Math.sqrt(Math.max(pivot, least));
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
    let sum = b[j]!;
    for (let k = 0; k < j; k++) sum -= a[j * n + k]! * b[k]!;
    b[j] = sum / root;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
}

/**
 * What the factors are off by, as a mean over the pairs: the weighted squares of all pairs, those that are not there
 * included where they weigh, and the ridge. The sum over absent pairs is the trace of the product of both Gram matrices.
 */
export function lossOf(users: Factors, items: Factors, o: { byUser: Side; byItem: Side; weighing: Weighing }): number {
  const { byUser, byItem, weighing } = o;
  const { width } = users;
  let sum = weighing.absent === 1 ? tracedProduct(gramOf(users), gramOf(items), width) : 0;
  for (let row = 0; row < users.rows; row++) {
    for (let at = byUser.start[row]!; at < byUser.start[row + 1]!; at++) {
      let product = 0;
      const [left, right] = [row * width, byUser.other[at]! * width];
      for (let k = 0; k < width; k++) product += users.values[left + k]! * items.values[right + k]!;
      const value = byUser.values[at]!;
      sum += weighing.weight(value) * (weighing.met(value) - product) ** 2 - weighing.absent * product ** 2;
    }
  }
  sum += ridgeOf(users, byUser, weighing) + ridgeOf(items, byItem, weighing);
  return sum / Math.max(1, byUser.other.length);
}

function ridgeOf({ rows, width, values }: Factors, { start }: Side, weighing: Weighing): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let k = 0; k < width; k++) squares += values[row * width + k]! ** 2;
    sum += weighing.ridge(start[row + 1]! - start[row]!) * squares;
  }
  return sum;
}

/** The trace of the product of two symmetric matrices given as lower triangles. */
function tracedProduct(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += 2 * a[i * n + j]! * b[i * n + j]!;
    sum += a[i * n + i]! * b[i * n + i]!;
  }
  return sum;
}
