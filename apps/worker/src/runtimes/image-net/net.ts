import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import type { FitContext } from '../model-runtime';
import type { Head } from '../nets/heads';
import type { BatchRows, TensorNet } from '../nets/tensor-net';
import type { Tensors } from '../tfjs/tensors';
import type { ImageBatch } from './batch';
import type { ImageRows } from './image-rows';
import type { ImageNetParams } from './params';
import { lossAndGradient, lossSum } from './passes';
import { firstParameters, type ImageShape, penaltiesOf } from './shape';
import { varyImage } from './vary-image';

export type ImageWork = {
  head: Head;
  shape: ImageShape;
  /** With standardised cells. */
  train: ImageRows;
  validation: ImageRows | null;
  params: ImageNetParams;
  context: FitContext;
};

/** The net as a backend learns it. */
export function imageNet(tf: Tensors, work: ImageWork): TensorNet<ImageBatch> {
  const { head, shape, train, validation, params, context } = work;
  const { batchSize, learningRate, l2 } = params;
  return {
    ...{ batchSize, learningRate, measuredRows: 256 },
    rows: { train: train.rows, validation: validation?.rows ?? 0 },
    first: () => firstParameters(shape, context.seed),
    penalties: l2 === 0 ? null : penaltiesOf(shape, l2),
    orderOf(epoch) {
      const order = Int32Array.from({ length: train.rows }, (_, row) => row);
      return createRandom(hashSeed(context.seed, 'image-net', 'order', epoch)).shuffle(order);
    },
    take: (rows) => takeImages(tf, rows, work),
    lossAndGradient: (parameters, batch) => lossAndGradient(tf, { head, shape, parameters, batch }),
    lossSum: (parameters, batch) => lossSum(tf, { head, shape, parameters, batch }),
  };
}

/** Train images as the epoch has them: varied, and without some cells; validation images as they are. */
function takeImages(
  tf: Tensors,
  rows: BatchRows,
  { shape, train, validation, params, context }: ImageWork,
): ImageBatch {
  const source = rows.part === 'train' ? train : (validation ?? train);
  const { height, width, channels } = shape.image;
  const { numbers } = source;
  const count = rows.to - rows.from;
  const images = new Float32Array(count * numbers);
  const targets = new Float32Array(count);
  const weights = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const row = rows.part === 'train' ? rows.order[rows.from + at]! : rows.from + at;
    const image = source.cells.subarray(row * numbers, (row + 1) * numbers);
    const to = images.subarray(at * numbers, (at + 1) * numbers);
    if (rows.part === 'validation' || params.variation === 0) to.set(image);
    else {
      const occasion = { seed: context.seed, epoch: rows.epoch, row };
      varyImage(image, to, { size: shape.image, variation: params.variation, occasion });
    }
    targets[at] = source.targets[row]!;
    weights[at] = source.weights[row]!;
  }
  return {
    images: tf.tensor4d(images, [count, height, width, channels]),
    targets: tf.tensor1d(targets),
    weights: tf.tensor1d(weights),
    kept: tf.tensor2d(keptCells(rows, { width: shape.hidden.outputs, dropout: params.dropout, seed: context.seed }), [
      count,
      shape.hidden.outputs,
    ]),
  };
}

/** 0 for cells that a train row does without, so much more for the others that their sum stays (Srivastava et al. 2014). */
function keptCells(rows: BatchRows, { width, dropout, seed }: { width: number; dropout: number; seed: number }) {
  const kept = new Float32Array((rows.to - rows.from) * width).fill(1);
  if (rows.part === 'validation' || dropout === 0) return kept;
  const random = createRandom(hashSeed(seed, 'image-net', 'dropout', rows.epoch, rows.from));
  for (let at = 0; at < kept.length; at++) kept[at] = random.next() < dropout ? 0 : 1 / (1 - dropout);
  return kept;
}
