import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import { separate } from './dual-descent';
import type { SparseMatrix } from './sparse-matrix';

/** Linear functions of a row, one per output: weights[term * outputs + output]. */
export type Separators = { outputs: number; weights: Float32Array; intercepts: Float64Array; iterations: number };

export type SeparateOptions = {
  matrix: SparseMatrix;
  codes: Int32Array;
  classes: number;
  /** C times the weight of each row; 0 leaves a row out. */
  costs: Float64Array;
  seed: number;
  maxIterations(): number;
  pause(): Promise<void>;
  /** After each separator. */
  report(done: number): void;
};

/** Ends when the gradients of the rows lie this close together; a tenth of LIBLINEAR's default. */
const TOLERANCE = 0.01;

/** One separator per class against all other rows; of two classes the second has the only one. */
export async function oneVsRest(options: SeparateOptions): Promise<Separators> {
  const { matrix, codes, classes, costs } = options;
  const outputs = classes === 2 ? 1 : classes;
  const lengths = squaredLengths(matrix);
  const weights = new Float32Array(matrix.width * outputs);
  const intercepts = new Float64Array(outputs);
  let iterations = 0;
  for (let output = 0; output < outputs; output++) {
    const of = classes === 2 ? 1 : output;
    const found = await separate({
      matrix,
      lengths,
      costs,
      signs: Int8Array.from(codes, (code) => (code === of ? 1 : -1)),
      tolerance: TOLERANCE,
      maxIterations: options.maxIterations,
      random: createRandom(hashSeed(options.seed, 'separate', output)),
      pause: options.pause,
    });
    for (let term = 0; term < matrix.width; term++) weights[term * outputs + output] = found.weights[term]!;
    intercepts[output] = found.intercept;
    iterations = Math.max(iterations, found.iterations);
    options.report(output + 1);
  }
  return { outputs, weights, intercepts, iterations };
}

/** With 1 for the constant that the intercept is the weight of. */
function squaredLengths({ rows, starts, values }: SparseMatrix): Float64Array {
  const lengths = new Float64Array(rows).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) lengths[row]! += values[at]! * values[at]!;
  }
  return lengths;
}

/** Writes the value of each function for the entries from `from` to `to` into `out`. */
export function evaluateRow(
  { outputs, weights, intercepts }: Separators,
  row: { columns: Int32Array; values: Float64Array; from: number; to: number },
  out: Float64Array,
): void {
  for (let output = 0; output < outputs; output++) out[output] = intercepts[output]!;
  for (let at = row.from; at < row.to; at++) {
    const place = row.columns[at]! * outputs;
    const value = row.values[at]!;
    for (let output = 0; output < outputs; output++) out[output]! += weights[place + output]! * value;
  }
}

/** Values of some rows of a matrix: rows x outputs. */
export function evaluateRows(separators: Separators, matrix: SparseMatrix, rows: ArrayLike<number>): Float64Array {
  const { outputs } = separators;
  const values = new Float64Array(rows.length * outputs);
  for (let at = 0; at < rows.length; at++) {
    const from = matrix.starts[rows[at]!]!;
    const to = matrix.starts[rows[at]! + 1]!;
    const out = values.subarray(at * outputs, (at + 1) * outputs);
    evaluateRow(separators, { columns: matrix.columns, values: matrix.values, from, to }, out);
  }
  return values;
}
