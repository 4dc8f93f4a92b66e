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

It reads numbers and booleans: encode categories and fill missing cells before. **Device**: small nets are fastest on the processor. With layers of many hundred cells a graphics card is many times faster; then take large batches, too. On the processor the same seed gives the same model to the bit, on a graphics card nearly the same one, which is not reused for an equal step.

**Copies** put more cores to work on nets of up to 512 cells a layer: each batch is cut into that many parts, each part is computed by a copy of the net, and the gradients are added up in a fixed order before the weights move. As many threads as the worker has free share the copies, and the log says how many there were; the model has the same bytes on any number of threads. It can save time only where cores stand idle; a net with little to do in a batch stays on one thread.`,
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
    copies: param(z.int().min(1).max(16).default(1), {
      title: 'Copies',
      description:
        'Each batch is cut into so many parts, whose gradients are added up: as many threads can learn at a time. Other copies give slightly other figures, other threads never do.',
      advanced: true,
    }),
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
  flags: { seesLabel: true, deterministic: true, ownProcess: true, team: true },
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
  describe: ({ layers, width, halving, learningRate, copies }) =>
    `${layers} × ${width}${halving ? ', narrowing' : ''}, rate ${learningRate}${copies > 1 ? `, ${copies} copies` : ''}`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    inRounds: true,
    heldOutCurve: true,
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
  inferSchema(params, inputs) {
    const inference = inferTrainer({ title, target: params.target, native: false, predicts: 'either' }, inputs);
    if (params.copies === 1 || (inKernels(params) && params.device !== 'gpu')) return inference;
    const message =
      'Copies change nothing here: a graphics card, or a layer of more than 512 cells, is computed by a library that takes each batch as a whole.';
    const issue = { code: 'copies-unused', severity: 'warning', message, param: 'copies' } as const;
    return { ...inference, issues: [...inference.issues, issue] };
  },
});

/** Reckoned from what operations cost on one card (docs/bench/graphics-card.md): narrower nets are done sooner on a processor. */
function isWide({ width, batchSize }: { width: number; batchSize: number }): boolean {
  return width >= 512 || (width >= 256 && batchSize >= 1024);
}

/** Sums and products a second, as measured, of the kernels of the product and of the library. */
function speedOf({ width }: { width: number }): number {
  return inKernels({ width }) ? 6e10 : 1.5e10;
}

/** Whether the kernels of the product compute it on a processor; wider layers are left to a library. */
function inKernels({ width }: { width: number }): boolean {
  return width <= 512;
}
