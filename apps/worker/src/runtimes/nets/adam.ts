import type { Tensor1D, Tensors } from '../tfjs/tensors';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-7;

/** Running means of a fit's gradients and of their squares. */
export type AdamState = { mean: Tensor1D; square: Tensor1D };

/**
 * Adam (Kingma and Ba 2015, algorithm 1 with the step size of section 2) over all parameters of a net as one row of numbers.
 * `penalty` per parameter is added to the gradient times the parameter.
 */
export function createAdam(
  tf: Tensors,
  { learningRate, penalty, steps }: { learningRate: number; penalty: Tensor1D | null; steps: number },
) {
  const constants = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon].map((value) => tf.keep(tf.scalar(value)));
  const [keepMean, addMean, keepSquare, addSquare, small] = constants;
  if (!keepMean || !addMean || !keepSquare || !addSquare || !small) throw new Error('unreachable');
  // Multiplied up step by step: powers differ in their last bit from one engine of the language to the next.
  let [power1, power2] = [1, 1];
  const count = () => {
    power1 *= beta1;
    power2 *= beta2;
  };
  for (let step = 0; step < steps; step++) count();
  return {
    /** One step; call it in a `tidy` and keep what it returns. */
    step(parameters: Tensor1D, gradient: Tensor1D, { mean, square }: AdamState): AdamState & { parameters: Tensor1D } {
      count();
      const size = (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
      const towards: Tensor1D = penalty === null ? gradient : tf.add(gradient, tf.mul(penalty, parameters));
      const nextMean: Tensor1D = tf.add(tf.mul(mean, keepMean), tf.mul(towards, addMean));
      const nextSquare: Tensor1D = tf.add(tf.mul(square, keepSquare), tf.mul(tf.square(towards), addSquare));
      const move = tf.div(tf.mul(nextMean, size), tf.add(tf.sqrt(nextSquare), small));
      return { parameters: tf.sub(parameters, move), mean: nextMean, square: nextSquare };
    },
    dispose: () => tf.dispose(constants),
  };
}
