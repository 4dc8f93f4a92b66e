import { z } from 'zod';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Neural network';

export const mlp = defineStep({
  type: 'mlp',
  version: 1,
  stage: 'train',
  title,
  summary: 'Layers of cells that each weigh the ones before; learns bends and combinations by itself.',
  doc: `A dense net (multi-layer perceptron): numbers are standardised inside, each layer sums and cuts off below 0, and Adam moves the weights batch by batch.

With **early stopping** it ends when the loss of validation rows has not fallen for a while, and the best epoch is kept. Without a validation part a seeded tenth of the train rows is held out for it. A loss that runs away ends the fit, and it says so.

It reads numbers and booleans: encode categories and fill missing cells before. **Device**: small nets are fastest on the processor. With layers of many hundred cells a graphics card is many times faster; then take large batches, too. On the processor the same seed gives the same model to the bit, on a graphics card nearly the same one, which is not reused for an equal step.`,
  synonyms: [
    'multi-layer perceptron',
    'neural net',
    'deep learning',
    'dense',
    'tensorflow',
    'keras',
    'feed forward',
    'gpu',
  ],
  icon: 'brain-circuit',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    layers: param(z.int().min(1).max(8).default(2), { title: 'Hidden layers' }),
    width: param(z.int().min(1).max(4096).default(64), { title: 'Cells per layer' }),
    halving: param(z.boolean().default(false), {
      title: 'Narrowing',
      description: 'Each layer has half as many cells as the one before it.',
    }),
    learningRate: param(z.number().min(1e-6).max(1).default(0.001), {
      title: 'Learning rate',
      description: 'Smaller is slower and steadier.',
    }),
    epochs: param(z.int().min(1).max(10_000).default(200), {
      title: 'Most epochs',
      description: 'An epoch looks at every train row once.',
    }),
    earlyStopping: param(z.boolean().default(true), { title: 'Early stopping' }),
    patience: param(z.int().min(1).max(1000).default(10), {
      title: 'Epochs without improvement',
      showWhen: { param: 'earlyStopping', is: [true] },
    }),
    batchSize: param(z.int().min(1).max(65_536).default(256), { title: 'Rows per batch', advanced: true }),
    l2: param(z.number().min(0).max(100).default(1e-4), { title: 'L2 penalty', advanced: true }),
    classWeights: classWeightsParam(),
    device: param(z.enum(['auto', 'cpu', 'gpu']).default('auto'), {
      title: 'Device',
      description: 'Automatic: a graphics card for large nets, where a worker has one.',
      labels: { auto: 'Automatic', cpu: 'Processor', gpu: 'Graphics card' },
      advanced: true,
    }),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs({ device, width, batchSize }, cluster) {
    if (device !== 'auto') return device;
    return isWide({ width, batchSize }) && (cluster?.gpu ?? 0) > 0 ? 'gpu' : 'cpu';
  },
  cost: (params, rows) => ({
    // About 40 epochs until it stops early.
    seconds:
      1 +
      (rows * Math.min(params.epochs, 40) * 6 * params.layers * params.width * (params.width + 50)) / speedOf(params),
    megabytes: 256 + rows / 1e3 + (params.layers * params.width ** 2) / 2.5e4,
  }),
  describe: ({ layers, width, halving, learningRate }) =>
    `${layers} × ${width}${halving ? ', narrowing' : ''}, rate ${learningRate}`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    inRounds: true,
    numbersOnly: true,
    triedOn: { mostRows: 50_000 },
    space: {
      layers: { int: [1, 4] },
      width: { int: [8, 256], log: true },
      learningRate: { real: [1e-4, 0.03], log: true },
      l2: { real: [1e-6, 0.1], log: true },
      batchSize: { choice: [64, 256, 1024] },
    },
    resource: { param: 'epochs', least: 5, most: 200 },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: false, predicts: 'either' }, inputs),
});

/** Reckoned from what operations cost on one card (docs/bench/graphics-card.md): narrower nets are done sooner on a processor. */
function isWide({ width, batchSize }: { width: number; batchSize: number }): boolean {
  return width >= 512 || (width >= 256 && batchSize >= 1024);
}

/** Sums and products a second, as measured: up to 512 cells the kernels of the product compute, beyond that a library. */
function speedOf({ width }: { width: number }): number {
  return width <= 512 ? 6e10 : 1.5e10;
}
