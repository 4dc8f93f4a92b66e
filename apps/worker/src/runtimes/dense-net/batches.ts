import type { Tensors } from '../tfjs/tensors';
import type { Batch } from './net';
import type { NetRows } from './net-rows';

/** Rows `order[from..to)` on the backend; all of them in their own order where there is none. */
export function takeBatch(
  tf: Tensors,
  rows: NetRows,
  { order, from, to }: { order: Int32Array | null; from: number; to: number },
): Batch {
  const { width } = rows;
  const count = to - from;
  const cells = new Float32Array(count * width);
  const targets = new Float32Array(count);
  const weights = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const row = order === null ? from + at : order[from + at]!;
    cells.set(rows.cells.subarray(row * width, (row + 1) * width), at * width);
    targets[at] = rows.targets[row]!;
    weights[at] = rows.weights[row]!;
  }
  return {
    cells: tf.tensor2d(cells, [count, width]),
    targets: tf.tensor1d(targets),
    weights: tf.tensor1d(weights),
  };
}
