import { z } from 'zod';
import { fileFactColumns } from '../../schema/file-columns';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { pixelTypes } from '../model-features';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Image network';

const paramsSchema = z.object({
  target: targetParam(),
  task: taskParam(),
  columns: param(z.array(z.string()).default([]), {
    title: 'Image',
    description: 'None chosen: the first vector among the features, else every number as a pixel.',
    placeholder: 'All (none chosen)',
    widget: 'columns',
    columnTypes: pixelTypes,
    exceptColumns: fileFactColumns,
  }),
  height: param(z.int().min(0).max(1024).default(0), {
    title: 'Height',
    description: '0: images are square.',
    unit: 'pixels',
  }),
  channels: param(z.enum(['auto', 'grey', 'colour']).default('auto'), {
    title: 'Colours',
    description: 'Automatic: grey where the numbers make a square, else red, green, blue.',
    labels: { auto: 'Automatic', grey: 'Grey', colour: 'Red, green, blue' },
  }),
  blocks: param(z.int().min(1).max(6).default(3), {
    title: 'Blocks',
    description: 'Each looks for patterns, then halves the image.',
  }),
  filters: param(z.int().min(1).max(256).default(16), {
    title: 'Patterns',
    description: 'Of the first block; each next one looks for twice as many.',
  }),
  width: param(z.int().min(1).max(2048).default(128), { title: 'Cells of the last layer', advanced: true }),
  dropout: param(z.number().min(0).max(0.9).default(0.4), {
    title: 'Dropout',
    description: 'Share of these cells that each train row does without.',
    widget: 'percent',
    advanced: true,
  }),
  variation: param(z.number().min(0).max(1).default(0.3), {
    title: 'Variation',
    description: 'How far train images are moved, turned and stretched by chance. 0: they stay as they are.',
    widget: 'percent',
  }),
  learningRate: param(z.number().min(1e-6).max(1).default(0.001), {
    title: 'Learning rate',
    description: 'Smaller is slower and steadier.',
  }),
  epochs: param(z.int().min(1).max(10_000).default(60), {
    title: 'Most epochs',
    description: 'An epoch looks at every train row once.',
  }),
  earlyStopping: param(z.boolean().default(true), { title: 'Early stopping' }),
  patience: param(z.int().min(1).max(1000).default(10), {
    title: 'Epochs without improvement',
    showWhen: { param: 'earlyStopping', is: [true] },
  }),
  batchSize: param(z.int().min(1).max(4096).default(32), { title: 'Rows per batch', advanced: true }),
  l2: param(z.number().min(0).max(100).default(1e-4), { title: 'L2 penalty', advanced: true }),
  classWeights: classWeightsParam(),
  device: param(z.enum(['auto', 'cpu', 'gpu']).default('auto'), {
    title: 'Device',
    description: 'Automatic: a graphics card, where a worker has one.',
    labels: { auto: 'Automatic', cpu: 'Processor', gpu: 'Graphics card' },
    advanced: true,
  }),
  seed: seedParam(),
});

export const imageCnn = defineStep({
  type: 'image-cnn',
  version: 1,
  stage: 'train',
  title,
  summary: 'Learns patterns of pixels, and of patterns, wherever they lie in an image.',
  doc: `A convolutional net: each block looks for patterns in windows of 3 × 3 pixels, cuts off below 0 and keeps the largest of each 2 × 2 pixels; a dense layer decides. Adam moves the weights batch by batch. Train images are moved, turned, slanted and stretched by chance in each epoch (**Variation**), so that few images go a long way.

It reads **one image a row**: a vector, as Images to pixels makes it, or a number for each pixel, line after line (for colours red, green, blue of each pixel). Other columns are left out. Brightness is standardised inside, over all train images.

With **early stopping** it ends when the loss of validation rows has not fallen for a while, and the best epoch is kept; without a validation part a seeded tenth of the train rows is held out for it. A loss that runs away ends the fit, and it says so.

Small images are learned on a processor in minutes. Images of more than some 64 × 64 pixels want a graphics card. On the processor the same seed gives the same model to the bit. The model answers without TensorFlow.js, also one row at a time.`,
  synonyms: [
    'cnn',
    'convolutional',
    'convnet',
    'computer vision',
    'picture',
    'photo',
    'tensorflow',
    'deep learning',
    'digits',
    'gpu',
  ],
  icon: 'scan-eye',
  params: paramsSchema,
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  // A card is as fast as a processor on small images in batches of 4, and faster on all else that was measured (docs/bench/graphics-card.md).
  needs({ device }, cluster) {
    if (device !== 'auto') return device;
    return (cluster?.gpu ?? 0) > 0 ? 'gpu' : 'cpu';
  },
  // Of images of 28 x 28 pixels, as measured on WebAssembly; how large they are is not known here.
  cost: ({ epochs, filters, blocks }, rows) => ({
    seconds: 2 + (rows * Math.min(epochs, 30) * filters * (1 + blocks)) / 3e4,
    megabytes: 512 + rows / 100,
  }),
  describe: ({ blocks, filters, learningRate }) =>
    `${Array.from({ length: blocks }, (_, block) => filters * 2 ** block).join(', ')} patterns, rate ${learningRate}`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    inRounds: true,
    heldOutCurve: true,
    triedOn: { images: true, mostRows: 20_000 },
    space: {
      blocks: { int: [1, 4] },
      filters: { choice: [8, 16, 32] },
      learningRate: { real: [3e-4, 0.01], log: true },
      dropout: { real: [0, 0.6] },
      variation: { real: [0, 0.6] },
    },
    resource: { param: 'epochs', least: 5, most: 60 },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: false, predicts: 'either', pixels: params.columns }, inputs),
});
