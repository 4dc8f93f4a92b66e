import type { Head } from '../nets/heads';
import type { Tensor1D, Tensor2D, Tensors } from '../tfjs/tensors';
import type { Shape } from './shape';

/** Rows on the backend: cells [rows x width], targets and weights [rows]. */
export type Batch = { cells: Tensor2D; targets: Tensor1D; weights: Tensor1D };

type LayerTensors = { weights: Tensor2D; intercepts: Tensor1D };

/** The layers of a net as tensors, out of all of its parameters. */
function layersOf(tf: Tensors, parameters: Tensor1D, { layers }: Shape): LayerTensors[] {
  return layers.map(({ inputs, outputs, weights, intercepts }) => ({
    weights: tf.reshape(tf.slice(parameters, weights, inputs * outputs), [inputs, outputs]),
    intercepts: tf.slice(parameters, intercepts, outputs),
  }));
}

/** What each layer answers, the cells first; relu between layers, plain sums at the end. */
function answersOf(tf: Tensors, layers: readonly LayerTensors[], cells: Tensor2D): Tensor2D[] {
  const answers = [cells];
  layers.forEach(({ weights, intercepts }, at) => {
    const activation = at + 1 < layers.length ? 'relu' : 'linear';
    const inputs = answers[at]!;
    const sums = tf.fused.matMul({ a: inputs, b: weights, bias: intercepts, activation });
    answers.push(tf.reshape(sums, [inputs.shape[0], intercepts.shape[0]]));
  });
  return answers;
}

/** Sums of the last layer [rows x outputs]; call it in a `tidy`. */
export function lastSums(
  tf: Tensors,
  { shape, parameters, cells }: { shape: Shape; parameters: Tensor1D; cells: Tensor2D },
): Tensor2D {
  return answersOf(tf, layersOf(tf, parameters, shape), cells).at(-1)!;
}

/** Sum of weighted losses of the rows; call it in a `tidy`. */
export function lossSum(
  tf: Tensors,
  { head, shape, parameters, batch }: { head: Head; shape: Shape; parameters: Tensor1D; batch: Batch },
) {
  const sums = lastSums(tf, { shape, parameters, cells: batch.cells });
  return tf.sum(tf.mul(head.lossOf(tf, sums, batch.targets).losses, batch.weights));
}

/**
 * Loss and gradient of a batch, by hand: a tape of operations would cost small nets more than their products do. Returns the
 * sum of weighted losses and the gradient of their mean by each parameter, in the order of the parameters. Call it in a `tidy`.
 */
export function lossAndGradient(
  tf: Tensors,
  { head, shape, parameters, batch }: { head: Head; shape: Shape; parameters: Tensor1D; batch: Batch },
) {
  const layers = layersOf(tf, parameters, shape);
  const answers = answersOf(tf, layers, batch.cells);
  const { losses, gradient } = head.lossOf(tf, answers.at(-1)!, batch.targets);
  const rows = batch.cells.shape[0];
  let towards: Tensor2D = tf.mul(gradient, tf.reshape(tf.mul(batch.weights, 1 / rows), [rows, 1]));
  const parts: Tensor1D[] = [];
  for (let at = layers.length - 1; at >= 0; at--) {
    const below = answers[at]!;
    parts.unshift(tf.reshape(tf.matMul(below, towards, true, false), [-1]), tf.sum(towards, 0));
    // Where relu gave 0 nothing passes.
    if (at > 0) towards = tf.mul(tf.matMul(towards, layers[at]!.weights, false, true), tf.step(below));
  }
  return { loss: tf.sum(tf.mul(losses, batch.weights)), gradient: tf.concat1d(parts) };
}
