import type { NetTrainer } from '../nets/net-trainer';
import type { TensorNet } from '../nets/tensor-net';
import { createTensorTrainer } from '../nets/tensor-trainer';
import { engineTitle } from '../tfjs/engine-title';
import type { Backend } from '../tfjs/load-backend';
import type { Tensors } from '../tfjs/tensors';
import { takeBatch } from './batches';
import type { NetNeed } from './kernel-plan';
import { type Batch, lossAndGradient, lossSum } from './net';
import type { NetEngine, NetWork } from './net-trainer';
import { firstParameters, orderOf, type Shape } from './shape';

/** A net on a backend of TensorFlow.js. */
export function tensorEngine(backend: Backend, { shape, rows, heldRows }: NetNeed): NetEngine {
  const width = shape.layers[0]?.inputs ?? 0;
  return {
    title: engineTitle(backend),
    repeats: backend.repeats,
    cells: { train: new Float32Array(rows * width), validation: new Float32Array(heldRows * width) },
    trainer(work, from): NetTrainer {
      const { context, params } = work;
      if (params.copies > 1)
        context.note(`${engineTitle(backend)} computes each batch as a whole: copies change nothing.`);
      return createTensorTrainer(backend, { net: denseNet(backend.tf, work), context, from });
    },
  };
}

function denseNet(tf: Tensors, { head, shape, train, validation, params, context }: NetWork): TensorNet<Batch> {
  const { batchSize, learningRate, l2 } = params;
  return {
    ...{ batchSize, learningRate, measuredRows: 8192 },
    rows: { train: train.rows, validation: validation?.rows ?? 0 },
    first: () => firstParameters(shape, context.seed),
    penalties: l2 === 0 ? null : penalties(shape, l2),
    orderOf: (epoch) => orderOf(train.rows, { seed: context.seed, epoch }),
    take(rows) {
      if (rows.part === 'train') return takeBatch(tf, train, rows);
      return takeBatch(tf, validation ?? train, { ...rows, order: null });
    },
    lossAndGradient: (parameters, batch) => lossAndGradient(tf, { head, shape, parameters, batch }),
    lossSum: (parameters, batch) => lossSum(tf, { head, shape, parameters, batch }),
  };
}

/** l2 for weights, 0 for intercepts. */
function penalties({ layers, parameters }: Shape, l2: number): Float32Array {
  const values = new Float32Array(parameters);
  for (const { weights, intercepts } of layers) values.fill(l2, weights, intercepts);
  return values;
}
