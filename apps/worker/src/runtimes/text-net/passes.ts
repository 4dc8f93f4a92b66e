import type { Head } from '../nets/heads';
import type { Tensor, Tensor1D, Tensor2D, Tensors } from '../tfjs/tensors';
import type { TextBatch } from './batch';
import type { TextLayer, TextShape } from './shape';

type Place = { shape: TextShape; parameters: Tensor1D };
type Forward = { meant: Tensor2D; hidden: Tensor2D; kept: Tensor2D; sums: Tensor2D };

/** Sums of the last layer [rows x outputs] of whole texts; call it in a `tidy`. */
export function lastSums(tf: Tensors, place: Place, texts: Tensor2D): Tensor2D {
  return forward(tf, place, { texts, kept: null }).sums;
}

/** Sum of weighted losses of the rows; call it in a `tidy`. */
export function lossSum(tf: Tensors, { head, batch, ...place }: Place & { head: Head; batch: TextBatch }): Tensor {
  const { sums } = forward(tf, place, batch);
  return tf.sum(tf.mul(head.lossOf(tf, sums, batch.targets).losses, batch.weights));
}

/**
 * Loss and gradient of a batch, by hand. Returns the sum of weighted losses and the gradient of their mean by each
 * parameter, in the order of the parameters. The mean of embeddings is a product of matrices, and so is its gradient:
 * nothing is gathered term by term. Call it in a `tidy`.
 */
export function lossAndGradient(
  tf: Tensors,
  { head, batch, ...place }: Place & { head: Head; batch: TextBatch },
): { loss: Tensor; gradient: Tensor1D } {
  const { shape, parameters } = place;
  const { meant, hidden, kept, sums } = forward(tf, place, batch);
  const { losses, gradient } = head.lossOf(tf, sums, batch.targets);
  const rows = batch.texts.shape[0];
  const bySums: Tensor2D = tf.mul(gradient, tf.reshape(tf.mul(batch.weights, 1 / rows), [rows, 1]));
  const byKept: Tensor2D = tf.matMul(bySums, matrixOf(tf, shape.sums, parameters), false, true);
  // Where relu gave 0 nothing passes.
  const byHidden: Tensor2D = tf.mul(tf.mul(byKept, batch.kept), tf.step(hidden));
  const byMeant: Tensor2D = tf.matMul(byHidden, matrixOf(tf, shape.hidden, parameters), false, true);
  const parts: Tensor1D[] = [
    tf.reshape(tf.matMul(batch.texts, byMeant, true, false), [-1]),
    ...gradientOf(tf, meant, byHidden),
    ...gradientOf(tf, kept, bySums),
  ];
  return { loss: tf.sum(tf.mul(losses, batch.weights)), gradient: tf.concat1d(parts) };
}

function forward(tf: Tensors, { shape, parameters }: Place, of: { texts: Tensor2D; kept: Tensor2D | null }): Forward {
  const { terms, dimensions } = shape;
  const embedding: Tensor2D = tf.reshape(tf.slice(parameters, 0, terms * dimensions), [terms, dimensions]);
  const meant: Tensor2D = tf.matMul(of.texts, embedding);
  const hidden: Tensor2D = tf.relu(dense(tf, { layer: shape.hidden, parameters, inputs: meant }));
  const kept: Tensor2D = of.kept === null ? hidden : tf.mul(hidden, of.kept);
  return { meant, hidden, kept, sums: dense(tf, { layer: shape.sums, parameters, inputs: kept }) };
}

function dense(tf: Tensors, o: { layer: TextLayer; parameters: Tensor1D; inputs: Tensor2D }): Tensor2D {
  const { layer, parameters, inputs } = o;
  const intercepts = tf.slice(parameters, layer.intercepts, layer.outputs);
  return tf.add(tf.matMul(inputs, matrixOf(tf, layer, parameters)), intercepts);
}

function matrixOf(tf: Tensors, { inputs, outputs, weights }: TextLayer, parameters: Tensor1D): Tensor2D {
  return tf.reshape(tf.slice(parameters, weights, inputs * outputs), [inputs, outputs]);
}

/** By the weights and intercepts of a dense layer. */
function gradientOf(tf: Tensors, inputs: Tensor2D, towards: Tensor2D): Tensor1D[] {
  return [tf.reshape(tf.matMul(inputs, towards, true, false), [-1]), tf.sum(towards, 0)];
}
