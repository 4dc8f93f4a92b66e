import type { TargetTask } from '../model-runtime';
import type { Tensor, Tensor2D, Tensors } from '../tfjs/tensors';

/** What a net makes of its last sums: the loss of each row, and its gradient by the sums, which is answer - target. */
export type Head = {
  /** Sums the last layer has. */
  outputs(classes: number): number;
  lossName: string;
  /** `targets` [rows]: class codes or numbers. */
  lossOf(tf: Tensors, sums: Tensor2D, targets: Tensor): { losses: Tensor; gradient: Tensor2D };
};

export const heads: Record<TargetTask, Head> = {
  binary: {
    outputs: () => 1,
    lossName: 'log loss',
    lossOf(tf, sums, targets) {
      const wanted = tf.reshape(targets, [-1, 1]);
      // -log p of the class: softplus(s) - t s.
      const losses = tf.sub(tf.softplus(sums), tf.mul(sums, wanted));
      return { losses: tf.reshape(losses, [-1]), gradient: tf.sub(tf.sigmoid(sums), wanted) };
    },
  },
  multiclass: {
    outputs: (classes) => classes,
    lossName: 'log loss',
    lossOf(tf, sums, targets) {
      const classes = sums.shape[1];
      const wanted = tf.oneHot(tf.cast(targets, 'int32'), classes);
      const logShares = tf.logSoftmax(sums);
      const losses = tf.neg(tf.sum(tf.mul(logShares, wanted), 1));
      return { losses, gradient: tf.sub(tf.exp(logShares), wanted) };
    },
  },
  regression: {
    outputs: () => 1,
    lossName: 'squared error',
    lossOf(tf, sums, targets) {
      const gradient: Tensor2D = tf.sub(sums, tf.reshape(targets, [-1, 1]));
      return { losses: tf.reshape(tf.square(gradient), [-1]), gradient };
    },
  },
};
