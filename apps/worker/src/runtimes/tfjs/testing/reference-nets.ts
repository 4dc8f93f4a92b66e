import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import * as layers from '@tensorflow/tfjs-layers';
import type { Tensor, Tensors } from '../tensors';

/**
 * Nets that between them train through every kernel the product relies on, by the reference library: what one backend makes
 * of them another must make, too. Data and first weights are seeded here, since the library's own seeds differ by backend.
 */
export type ReferenceNet = {
  name: ReferenceName;
  inputShape: number[];
  rows: number;
  batchSize: number;
  /** Cells are whole numbers below this: words. */
  words?: number;
  classes: number;
  build(inputShape: number[]): layers.layers.Layer[];
};

const dense = (units: number, activation: 'relu' | 'softmax') => layers.layers.dense({ units, activation });
const same = { padding: 'same', activation: 'relu' } as const;

type ReferenceName =
  | 'dense'
  | 'dense 28-256-128-10'
  | 'images'
  | 'strided with batch norm'
  | 'depthwise'
  | 'words'
  | 'recurrent'
  | 'windows in time';

export const referenceNets: readonly ReferenceNet[] = [
  {
    ...{ name: 'dense', inputShape: [20], rows: 4000, batchSize: 128, classes: 2 },
    build: (inputShape) => [
      layers.layers.dense({ units: 64, activation: 'relu', inputShape }),
      dense(64, 'relu'),
      dense(2, 'softmax'),
    ],
  },
  {
    ...{ name: 'dense 28-256-128-10', inputShape: [28], rows: 4000, batchSize: 64, classes: 10 },
    build: (inputShape) => [
      layers.layers.dense({ units: 256, activation: 'relu', inputShape }),
      dense(128, 'relu'),
      dense(10, 'softmax'),
    ],
  },
  {
    ...{ name: 'images', inputShape: [28, 28, 1], rows: 600, batchSize: 32, classes: 4 },
    build: (inputShape) => [
      layers.layers.conv2d({ filters: 8, kernelSize: 3, ...same, inputShape }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.conv2d({ filters: 16, kernelSize: 3, ...same }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.flatten(),
      dense(4, 'softmax'),
    ],
  },
  {
    ...{ name: 'strided with batch norm', inputShape: [15, 13, 3], rows: 96, batchSize: 16, classes: 3 },
    build: (inputShape) => [
      layers.layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, inputShape }),
      layers.layers.batchNormalization(),
      layers.layers.conv2d({ filters: 5, kernelSize: [2, 3], padding: 'same', strides: [2, 1] }),
      layers.layers.flatten(),
      dense(3, 'softmax'),
    ],
  },
  {
    ...{ name: 'depthwise', inputShape: [10, 10, 2], rows: 96, batchSize: 16, classes: 3 },
    build: (inputShape) => [
      layers.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, activation: 'relu', inputShape }),
      layers.layers.globalAveragePooling2d({}),
      dense(3, 'softmax'),
    ],
  },
  {
    ...{ name: 'words', inputShape: [12], rows: 256, batchSize: 32, words: 50, classes: 3 },
    build: ([length = 1]) => [
      layers.layers.embedding({ inputDim: 50, outputDim: 8, inputLength: length }),
      layers.layers.globalAveragePooling1d({}),
      dense(3, 'softmax'),
    ],
  },
  {
    ...{ name: 'recurrent', inputShape: [6, 4], rows: 96, batchSize: 16, classes: 2 },
    build: (inputShape) => [
      layers.layers.lstm({ units: 5, recurrentInitializer: 'glorotUniform', inputShape }),
      dense(2, 'softmax'),
    ],
  },
  {
    ...{ name: 'windows in time', inputShape: [20, 3], rows: 96, batchSize: 16, classes: 2 },
    build: (inputShape) => [
      layers.layers.conv1d({ filters: 6, kernelSize: 4, activation: 'relu', inputShape }),
      layers.layers.globalMaxPooling1d({}),
      dense(2, 'softmax'),
    ],
  },
];

export type Trained = {
  losses: number[];
  /** Tensors alive after each epoch. */
  tensors: number[];
  /** Rows a second over the last epochs but the first. */
  rowsPerSecond: number;
};

/** Trains a net on the backend that is set, some epochs of Adam in the order of the rows. */
export async function trainReference(tf: Tensors, net: ReferenceNet, epochs: number): Promise<Trained> {
  const model = layers.sequential({ layers: net.build(net.inputShape) });
  const random = createRandom(hashSeed('reference-net', net.name));
  const first = model.getWeights().map((weight) => {
    const start = weight.dataSync();
    // What is not all 0 or 1 is random to begin with; seeded here, within the bound of Glorot and Bengio.
    const drawn = start.some((value) => value !== 0 && value !== 1);
    const bound = Math.sqrt(6 / (fanOf(weight.shape) + (weight.shape.at(-1) ?? 1)));
    const values = drawn ? start.map(() => bound * (2 * random.next() - 1)) : start;
    return tf.tensor(Float32Array.from(values), weight.shape);
  });
  model.setWeights(first);
  tf.dispose(first);
  const optimizer = tf.train.adam(0.003);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  const { x, y } = dataOf(tf, net, random);
  const losses: number[] = [];
  const tensors: number[] = [];
  let started = 0;
  await model.fit(x, y, {
    ...{ epochs, batchSize: net.batchSize, shuffle: false, verbose: 0, yieldEvery: 'batch' },
    callbacks: {
      onEpochEnd(epoch, logs) {
        losses.push(logs?.loss ?? Number.NaN);
        tensors.push(tf.memory().numTensors);
        if (epoch === 0) started = performance.now();
      },
    },
  });
  const seconds = (performance.now() - started) / 1000;
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  return { losses, tensors, rowsPerSecond: ((epochs - 1) * net.rows) / seconds };
}

function fanOf(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

/** Cells and classes that depend on them: the class is that of the largest of some sums. */
function dataOf(tf: Tensors, net: ReferenceNet, random: ReturnType<typeof createRandom>): { x: Tensor; y: Tensor } {
  const cells = net.inputShape.reduce((product, size) => product * size, 1);
  const values = new Float32Array(net.rows * cells);
  const codes = new Float32Array(net.rows);
  const parts = Array.from({ length: net.classes }, () => Float64Array.from({ length: cells }, () => random.normal()));
  for (let row = 0; row < net.rows; row++) {
    const own = values.subarray(row * cells, (row + 1) * cells);
    for (let at = 0; at < cells; at++) own[at] = net.words === undefined ? random.normal() : random.int(net.words);
    const sums = parts.map((part) => own.reduce((sum, value, at) => sum + value * part[at]!, 0));
    codes[row] = sums.indexOf(Math.max(...sums));
  }
  return { x: tf.tensor(values, [net.rows, ...net.inputShape]), y: tf.tensor1d(codes) };
}
