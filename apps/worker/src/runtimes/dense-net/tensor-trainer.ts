import type { FitContext } from '../model-runtime';
import type { Backend } from '../tfjs/load-backend';
import type { Tensor, Tensor1D, Tensors } from '../tfjs/tensors';
import { createPause } from '../turn-event-loop';
import { createAdam } from './adam';
import { disposeBatch, takeBatch } from './batches';
import { lossAndGradient, lossSum } from './net';
import type { NetState } from './net-state';
import type { NetTrainer, NetWork } from './net-trainer';
import { firstParameters, orderOf, type Shape } from './shape';

/** Rows whose loss is measured at once. */
const measuredRows = 8192;

type Learned = { parameters: Tensor1D; mean: Tensor1D; square: Tensor1D };

/** A net on its backend; `dispose` gives back all that it holds there. */
export function createTensorTrainer(backend: Backend, work: NetWork, from: NetState | null): NetTrainer {
  const { head, shape, train, params, context } = work;
  const { tf } = backend;
  const batches = Math.ceil(train.rows / params.batchSize);
  const penalty = params.l2 === 0 ? null : tf.tensor1d(penalties(shape, params.l2));
  const adam = createAdam(tf, { learningRate: params.learningRate, penalty, steps: (from?.epoch ?? 0) * batches });
  const zeros = () => new Float32Array(shape.parameters);
  let now: Learned = {
    parameters: tf.tensor1d(from?.parameters ?? firstParameters(shape, context.seed)),
    mean: tf.tensor1d(from?.mean ?? zeros()),
    square: tf.tensor1d(from?.square ?? zeros()),
  };
  let best = from === null ? now.parameters : tf.tensor1d(from.best);
  const pause = pauseOf(backend, context);

  /** One step of the optimiser; the sum of losses so far goes with it, so that nothing is read before the epoch's end. */
  function step(order: Int32Array, at: number, total: Tensor): Tensor {
    const range = { from: at * params.batchSize, to: Math.min(train.rows, (at + 1) * params.batchSize) };
    const batch = takeBatch(tf, train, { order, ...range });
    const before = now;
    const { sum, ...next } = tf.tidy(() => {
      const { loss, gradient } = lossAndGradient(tf, { head, shape, parameters: before.parameters, batch });
      return { ...adam.step(before.parameters, gradient, before), sum: tf.add(total, loss) };
    });
    now = next;
    disposeBatch(tf, batch);
    tf.dispose([before.mean, before.square, total]);
    if (before.parameters !== best) before.parameters.dispose();
    return sum;
  }

  return {
    async learn(epoch, interruptible) {
      const order = orderOf(train.rows, { seed: context.seed, epoch });
      let total: Tensor = tf.scalar(0);
      for (let at = 0; at < batches; at++) {
        total = step(order, at, total);
        await pause();
        if (interruptible && context.finish.aborted) {
          total.dispose();
          return null;
        }
      }
      return (await takeNumber(total)) / train.rows;
    },
    judge: () => meanLoss(tf, work, { parameters: now.parameters, pause }),
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
    },
  };
}

async function meanLoss(
  tf: Tensors,
  { head, shape, validation }: NetWork,
  { parameters, pause }: { parameters: Tensor1D; pause: () => Promise<void> },
): Promise<number> {
  if (validation === null) throw new Error('there are no validation rows to judge by');
  let sum = 0;
  for (let from = 0; from < validation.rows; from += measuredRows) {
    const to = Math.min(validation.rows, from + measuredRows);
    const batch = takeBatch(tf, validation, { order: null, from, to });
    sum += await takeNumber(tf.tidy(() => lossSum(tf, { head, shape, parameters, batch })));
    disposeBatch(tf, batch);
    await pause();
  }
  return sum / validation.rows;
}

/** WebGPU needs a turn of the event loop after every batch: it crashes after some hundreds without. */
function pauseOf(backend: Backend, context: FitContext): () => Promise<void> {
  if (backend.name !== 'webgpu') return createPause(context);
  return async () => {
    context.signal.throwIfAborted();
    await new Promise<void>((resolve) => setImmediate(resolve));
  };
}

/** l2 for weights, 0 for intercepts. */
function penalties({ layers, parameters }: Shape, l2: number): Float32Array {
  const values = new Float32Array(parameters);
  for (const { weights, intercepts } of layers) values.fill(l2, weights, intercepts);
  return values;
}

async function takeNumber(tensor: Tensor): Promise<number> {
  const [value = Number.NaN] = await tensor.data();
  tensor.dispose();
  return value;
}

async function readFloats(tensor: Tensor1D): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}
