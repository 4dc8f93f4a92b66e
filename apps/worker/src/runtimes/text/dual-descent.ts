import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';
import type { SparseMatrix } from './sparse-matrix';

/** One linear function of a row: its value is above 0 for rows of the class. */
export type Separator = { weights: Float64Array; intercept: number; iterations: number };

export type DualProblem = {
  matrix: SparseMatrix;
  /** Squared length of each row, with the 1 of the intercept. */
  lengths: Float64Array;
  /** +1 for rows of the class, -1 for the others. */
  signs: Int8Array;
  /** What an error of each row costs (C times its weight); 0 leaves it out. */
  costs: Float64Array;
  tolerance: number;
  maxIterations(): number;
  random: SeededRandom;
  pause(): Promise<void>;
};

/**
 * Minimises 1/2 |w|^2 + sum cost_i max(0, 1 - sign_i (w x_i + b))^2 by coordinate descent on its dual (Hsieh, Chang, Lin,
 * Keerthi and Sundararajan 2008, algorithm 3 with shrinking). The intercept is the weight of a constant 1 and is
 * penalised with the others, as in LIBLINEAR.
 */
export async function separate(problem: DualProblem): Promise<Separator> {
  const { matrix, costs, random, pause, tolerance } = problem;
  const weights = new Float64Array(matrix.width + 1);
  const alpha = new Float64Array(matrix.rows);
  const order = Int32Array.from(Array.from({ length: matrix.rows }, (_, row) => row).filter((row) => costs[row]! > 0));
  const state: Sweep = { problem, weights, alpha, order, active: order.length, bound: Number.POSITIVE_INFINITY };
  let iterations = 0;
  while (iterations < problem.maxIterations() && state.active > 0) {
    await pause();
    iterations++;
    random.shuffle(order.subarray(0, state.active));
    const { highest, lowest } = sweep(state);
    if (highest - lowest > tolerance) {
      state.bound = highest <= 0 ? Number.POSITIVE_INFINITY : highest;
      continue;
    }
    if (state.active === order.length) break;
    // All rows that were set aside are looked at once more before it counts as solved.
    state.active = order.length;
    state.bound = Number.POSITIVE_INFINITY;
  }
  return { weights: weights.subarray(0, matrix.width), intercept: weights[matrix.width]!, iterations };
}

type Sweep = {
  problem: DualProblem;
  weights: Float64Array;
  alpha: Float64Array;
  /** Row numbers; the first `active` are still looked at. */
  order: Int32Array;
  active: number;
  /** Rows at 0 whose gradient is above it are set aside. */
  bound: number;
};

/** One pass over the active rows; answers with the range of their projected gradients. */
function sweep(state: Sweep): { highest: number; lowest: number } {
  const { problem, weights, alpha, order } = state;
  const { matrix, lengths, signs, costs } = problem;
  const { starts, columns, values, width } = matrix;
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < state.active; at++) {
    const row = order[at]!;
    const sign = signs[row]!;
    const ridge = 0.5 / costs[row]!;
    const from = starts[row]!;
    const to = starts[row + 1]!;
    let value = weights[width]!;
    for (let i = from; i < to; i++) value += weights[columns[i]!]! * values[i]!;
    const before = alpha[row]!;
    const gradient = sign * value - 1 + before * ridge;
    let projected = gradient;
    if (before === 0) {
      if (gradient > state.bound) {
        state.active--;
        order[at] = order[state.active]!;
        order[state.active] = row;
        at--;
        continue;
      }
      if (gradient > 0) projected = 0;
    }
    if (projected > highest) highest = projected;
    if (projected < lowest) lowest = projected;
    if (Math.abs(projected) <= 1e-12) continue;
    const after = Math.max(before - gradient / (lengths[row]! + ridge), 0);
    alpha[row] = after;
    const step = (after - before) * sign;
    weights[width]! += step;
    for (let i = from; i < to; i++) weights[columns[i]!]! += step * values[i]!;
  }
  return { highest, lowest };
}
