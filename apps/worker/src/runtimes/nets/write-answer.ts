import type { Task } from '@millrace/pipeline-core/release';
import { sigmoid, softmaxInPlace } from '../forest/numeric';

/**
 * What a net says of a row, from the sums of its last layer: the number in the unit of the target, the probabilities of both classes,
 * or of each of several; `outputs` numbers from `at` on.
 */
export function writeAnswer(
  sums: Float64Array,
  o: {
    task: Task;
    outputs: number;
    /** How a target of numbers was standardised. */
    target?: { mean: number; scale: number } | null | undefined;
    out: Float64Array;
    at: number;
  },
): void {
  const { task, outputs, target, out, at } = o;
  if (task === 'regression') {
    out[at] = sums[0]! * (target?.scale ?? 1) + (target?.mean ?? 0);
  } else if (task === 'binary') {
    const p = sigmoid(sums[0]!);
    out[at] = 1 - p;
    out[at + 1] = p;
  } else {
    out.set(sums, at);
    softmaxInPlace(out, at, outputs);
  }
}
