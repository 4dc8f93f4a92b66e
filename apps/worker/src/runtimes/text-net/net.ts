import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import type { FitContext } from '../model-runtime';
import type { Head } from '../nets/heads';
import type { BatchRows, TensorNet } from '../nets/tensor-net';
import type { SparseMatrix } from '../text/sparse-matrix';
import type { Tensors } from '../tfjs/tensors';
import type { TextBatch } from './batch';
import type { TextNetParams } from './params';
import { lossAndGradient, lossSum } from './passes';
import { firstParameters, type TextShape } from './shape';

/** What a text net learns from; weights have the mean 1. */
export type TextRows = { matrix: SparseMatrix; targets: Float32Array; weights: Float32Array };

export type TextWork = {
  head: Head;
  shape: TextShape;
  train: TextRows;
  validation: TextRows | null;
  params: TextNetParams;
  context: FitContext;
};

/** The net as a backend learns it. */
export function textNet(tf: Tensors, work: TextWork): TensorNet<TextBatch> {
  const { head, shape, train, validation, params, context } = work;
  const { batchSize, learningRate } = params;
  return {
    ...{ batchSize, learningRate, measuredRows: 256, penalties: null },
    rows: { train: train.matrix.rows, validation: validation?.matrix.rows ?? 0 },
    first: () => firstParameters(shape, context.seed),
    orderOf(epoch) {
      const order = Int32Array.from({ length: train.matrix.rows }, (_, row) => row);
      return createRandom(hashSeed(context.seed, 'text-net', 'order', epoch)).shuffle(order);
    },
    take: (rows) => takeTexts(tf, rows, work),
    lossAndGradient: (parameters, batch) => lossAndGradient(tf, { head, shape, parameters, batch }),
    lossSum: (parameters, batch) => lossSum(tf, { head, shape, parameters, batch }),
  };
}

/** Train texts without some of their terms, and without some cells; what is left counts so much more (Srivastava et al. 2014). */
function takeTexts(tf: Tensors, rows: BatchRows, { shape, train, validation, params, context }: TextWork): TextBatch {
  const { matrix, targets, weights } = rows.part === 'train' ? train : (validation ?? train);
  const count = rows.to - rows.from;
  const learns = rows.part === 'train' && params.dropout > 0;
  const random = learns ? createRandom(hashSeed(context.seed, 'text-net', 'dropout', rows.epoch, rows.from)) : null;
  const kept = () => (random === null ? 1 : random.next() < params.dropout ? 0 : 1 / (1 - params.dropout));
  const texts = new Float32Array(count * shape.terms);
  const chosen = Int32Array.from({ length: count }, (_, at) =>
    rows.part === 'train' ? rows.order[rows.from + at]! : rows.from + at,
  );
  chosen.forEach((row, at) => {
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++)
      texts[at * shape.terms + matrix.columns[entry]!] = matrix.values[entry]! * kept();
  });
  const width = shape.hidden.outputs;
  return {
    texts: tf.tensor2d(texts, [count, shape.terms]),
    targets: tf.tensor1d(Float32Array.from(chosen, (row) => targets[row]!)),
    weights: tf.tensor1d(Float32Array.from(chosen, (row) => weights[row]!)),
    kept: tf.tensor2d(Float32Array.from({ length: count * width }, kept), [count, width]),
  };
}
