import type { FitContext } from '../model-runtime';
import type { Backend } from '../tfjs/load-backend';
import { pauseOf } from '../tfjs/pause-of';
import { readFloats, takeNumber } from '../tfjs/read-tensors';
import type { Tensor, Tensor1D } from '../tfjs/tensors';
import { createAdam } from './adam';
import type { NetState } from './net-state';
import type { NetTrainer } from './net-trainer';
import type { Batch, TensorNet } from './tensor-net';

type Learned = { parameters: Tensor1D; mean: Tensor1D; square: Tensor1D };

/** A net on its backend, by Adam; `dispose` gives back all that it holds there. */
export function createTensorTrainer<B extends Batch>(
  backend: Backend,
  { net, context, from }: { net: TensorNet<B>; context: FitContext; from: NetState | null },
): NetTrainer {
  const { tf } = backend;
  const { rows, batchSize } = net;
  const batches = Math.ceil(rows.train / batchSize);
  const penalty = net.penalties === null ? null : tf.tensor1d(net.penalties);
  const adam = createAdam(tf, { learningRate: net.learningRate, penalty, steps: (from?.epoch ?? 0) * batches });
  const first = from?.parameters ?? net.first();
  let now: Learned = {
    parameters: tf.tensor1d(first),
    mean: tf.tensor1d(from?.mean ?? new Float32Array(first.length)),
    square: tf.tensor1d(from?.square ?? new Float32Array(first.length)),
  };
  let best = from === null ? now.parameters : tf.tensor1d(from.best);
  const pause = pauseOf(backend, context);

  /** One step of the optimiser; the sum of losses so far goes with it, so that nothing is read before the epoch's end. */
  function step(batch: B, total: Tensor): Tensor {
    const before = now;
    const { sum, ...next } = tf.tidy(() => {
      const { loss, gradient } = net.lossAndGradient(before.parameters, batch);
      return { ...adam.step(before.parameters, gradient, before), sum: tf.add(total, loss) };
    });
    now = next;
    tf.dispose([batch, before.mean, before.square, total]);
    if (before.parameters !== best) before.parameters.dispose();
    return sum;
  }

  return {
    async learn(epoch, interruptible) {
      const order = net.orderOf(epoch);
      let total: Tensor = tf.scalar(0);
      for (let at = 0; at < rows.train; at += batchSize) {
        const to = Math.min(rows.train, at + batchSize);
        total = step(net.take({ part: 'train', order, epoch, from: at, to }), total);
        await pause();
        if (interruptible && context.finish.aborted) {
          total.dispose();
          return null;
        }
      }
      return (await takeNumber(total)) / rows.train;
    },
    async judge() {
      if (rows.validation === 0) throw new Error('there are no validation rows to judge by');
      let sum = 0;
      for (let at = 0; at < rows.validation; at += net.measuredRows) {
        const to = Math.min(rows.validation, at + net.measuredRows);
        const batch = net.take({ part: 'validation', from: at, to });
        sum += await takeNumber(tf.tidy(() => net.lossSum(now.parameters, batch)));
        tf.dispose(batch);
        await pause();
      }
      return sum / rows.validation;
    },
    keepBest() {
      if (best !== now.parameters) best.dispose();
      best = now.parameters;
    },
    best: () => readFloats(best),
    async read() {
      const [parameters, mean, square] = await Promise.all([now.parameters, now.mean, now.square].map(readFloats));
      if (!parameters || !mean || !square) throw new Error('unreachable');
      return { parameters, mean, square };
    },
    dispose() {
      adam.dispose();
      tf.dispose([now.parameters, now.mean, now.square, best, ...(penalty === null ? [] : [penalty])]);
      return Promise.resolve();
    },
  };
}
