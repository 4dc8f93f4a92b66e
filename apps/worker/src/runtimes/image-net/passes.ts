import type { Head } from '../nets/heads';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Tensors } from '../tfjs/tensors';
import type { ImageBatch } from './batch';
import type { ConvLayer, DenseLayer, ImageShape } from './shape';

type Place = { shape: ImageShape; parameters: Tensor1D };

/** What a convolution reads, its answer behind relu, and the answer halved (the same where it is not). */
type ConvPass = { layer: ConvLayer; filter: Tensor4D; images: Tensor4D; cut: Tensor4D; out: Tensor4D };

type Forward = { convolutions: ConvPass[]; flat: Tensor2D; hidden: Tensor2D; sums: Tensor2D };

/** Sums of the last layer [rows x outputs] of whole images; call it in a `tidy`. */
export function lastSums(tf: Tensors, place: Place, images: Tensor4D): Tensor2D {
  return forward(tf, place, { images, kept: null }).sums;
}

/** Sum of weighted losses of the rows; call it in a `tidy`. */
export function lossSum(tf: Tensors, { head, batch, ...place }: Place & { head: Head; batch: ImageBatch }): Tensor {
  const { sums } = forward(tf, place, batch);
  return tf.sum(tf.mul(head.lossOf(tf, sums, batch.targets).losses, batch.weights));
}

/**
 * Loss and gradient of a batch, by hand, as in a dense net: the library keeps its own gradients in a part that nothing
 * else needs. Returns the sum of weighted losses and the gradient of their mean by each parameter, in the order of the
 * parameters. Call it in a `tidy`.
 */
export function lossAndGradient(
  tf: Tensors,
  { head, batch, ...place }: Place & { head: Head; batch: ImageBatch },
): { loss: Tensor; gradient: Tensor1D } {
  const { shape, parameters } = place;
  const passes = forward(tf, place, batch);
  const { losses, gradient } = head.lossOf(tf, passes.sums, batch.targets);
  const rows = batch.images.shape[0];
  const bySums: Tensor2D = tf.mul(gradient, tf.reshape(tf.mul(batch.weights, 1 / rows), [rows, 1]));
  const kept: Tensor2D = tf.mul(passes.hidden, batch.kept);
  const byKept = tf.matMul(bySums, matrixOf(tf, shape.sums, parameters), false, true);
  // Where relu gave 0 nothing passes.
  const byHidden: Tensor2D = tf.mul(tf.mul(byKept, batch.kept), tf.step(passes.hidden));
  const byFlat = tf.matMul(byHidden, matrixOf(tf, shape.hidden, parameters), false, true);
  const parts = [...gradientOf(tf, passes.flat, byHidden), ...gradientOf(tf, kept, bySums)];
  const out = passes.convolutions.at(-1)!.out;
  let towards: Tensor4D = tf.reshape(byFlat, out.shape);
  for (const [at, pass] of [...passes.convolutions.entries()].reverse()) {
    towards = tf.mul(pass.layer.halved ? throughHalving(tf, pass, towards) : towards, tf.step(pass.cut));
    parts.unshift(filterGradient(tf, pass, towards), tf.sum(towards, [0, 1, 2]));
    if (at > 0) towards = imageGradient(tf, pass, towards);
  }
  return { loss: tf.sum(tf.mul(losses, batch.weights)), gradient: tf.concat1d(parts) };
}

function forward(tf: Tensors, { shape, parameters }: Place, of: { images: Tensor4D; kept: Tensor2D | null }): Forward {
  const convolutions: ConvPass[] = [];
  let { images } = of;
  for (const layer of shape.convolutions) {
    const pass = convolve(tf, { layer, parameters, images });
    convolutions.push(pass);
    images = pass.out;
  }
  const flat: Tensor2D = tf.reshape(images, [of.images.shape[0], shape.hidden.inputs]);
  const hidden: Tensor2D = tf.relu(dense(tf, { layer: shape.hidden, parameters, inputs: flat }));
  const kept: Tensor2D = of.kept === null ? hidden : tf.mul(hidden, of.kept);
  return { convolutions, flat, hidden, sums: dense(tf, { layer: shape.sums, parameters, inputs: kept }) };
}

function convolve(tf: Tensors, o: { layer: ConvLayer; parameters: Tensor1D; images: Tensor4D }): ConvPass {
  const { layer, parameters, images } = o;
  const filter: Tensor4D = tf.reshape(
    tf.slice(parameters, layer.weights, layer.intercepts - layer.weights),
    filterShape(layer),
  );
  const intercepts = tf.slice(parameters, layer.intercepts, layer.outputs);
  const cut: Tensor4D = tf.relu(tf.add(tf.conv2d(images, filter, 1, 'same'), intercepts));
  return { layer, filter, images, cut, out: layer.halved ? tf.maxPool(cut, 2, 2, 'valid') : cut };
}

function filterShape({ inputs, outputs }: ConvLayer): [number, number, number, number] {
  return [3, 3, inputs, outputs];
}

function dense(tf: Tensors, o: { layer: DenseLayer; parameters: Tensor1D; inputs: Tensor2D }): Tensor2D {
  const { layer, parameters, inputs } = o;
  return tf.add(
    tf.matMul(inputs, matrixOf(tf, layer, parameters)),
    tf.slice(parameters, layer.intercepts, layer.outputs),
  );
}

function matrixOf(tf: Tensors, { inputs, outputs, weights }: DenseLayer, parameters: Tensor1D): Tensor2D {
  return tf.reshape(tf.slice(parameters, weights, inputs * outputs), [inputs, outputs]);
}

/** By the weights and intercepts of a dense layer. */
function gradientOf(tf: Tensors, inputs: Tensor2D, towards: Tensor2D): Tensor1D[] {
  return [tf.reshape(tf.matMul(inputs, towards, true, false), [-1]), tf.sum(towards, 0)];
}

const windows = { strides: 1, pad: 'same', dataFormat: 'NHWC' } as const;

function filterGradient(tf: Tensors, { layer, images }: ConvPass, dy: Tensor4D): Tensor1D {
  const attributes = { ...windows, filterShape: filterShape(layer) };
  const made: Tensor = tf.engine().runKernel(tf.Conv2DBackpropFilter, { x: images, dy }, attributes);
  return tf.reshape(made, [-1]);
}

function imageGradient(tf: Tensors, { filter, images }: ConvPass, dy: Tensor4D): Tensor4D {
  return tf.engine().runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...windows, inputShape: images.shape });
}

/** To the largest of each 2 x 2 pixels. */
function throughHalving(tf: Tensors, { cut, out }: ConvPass, dy: Tensor4D): Tensor4D {
  const attributes = { filterSize: 2, strides: 2, pad: 'valid' };
  return tf.engine().runKernel(tf.MaxPoolGrad, { dy, input: cut, output: out }, attributes);
}
