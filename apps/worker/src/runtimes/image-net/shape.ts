import type { ImageSize } from '@millrace/pipeline-core/images';
import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';

/**
 * A convolution among the parameters of a net: windows of 3 x 3 pixels, weights [3 x 3 x inputs x outputs], then intercepts.
 * `height` and `width` are those of the image it reads; `halved`: of each 2 x 2 pixels behind it the largest is kept.
 */
export type ConvLayer = {
  height: number;
  width: number;
  inputs: number;
  outputs: number;
  weights: number;
  intercepts: number;
  halved: boolean;
};

/** A dense layer: weights [inputs x outputs], then intercepts. */
export type DenseLayer = Pick<ConvLayer, 'inputs' | 'outputs' | 'weights' | 'intercepts'>;

/** Layers of an image net: convolutions, one dense layer, the sums. */
export type ImageShape = {
  image: ImageSize;
  convolutions: readonly ConvLayer[];
  hidden: DenseLayer;
  sums: DenseLayer;
  parameters: number;
};

/** Smaller images are not halved any more: of 8 x 8 pixels a net that sees 2 x 2 in the end tells less. */
const leastHalved = 6;

/** What is left of a side of an image when it is halved. */
export function halfOf(length: number): number {
  return Math.floor(length / 2);
}

export function imageShape(options: {
  image: ImageSize;
  filters: readonly number[];
  width: number;
  outputs: number;
}): ImageShape {
  const { image, filters, width, outputs } = options;
  let at = 0;
  const place = (weights: number, intercepts: number) => {
    const placed = { weights: at, intercepts: at + weights };
    at += weights + intercepts;
    return placed;
  };
  let size = { height: image.height, width: image.width };
  let inputs: number = image.channels;
  const convolutions = filters.map((patterns): ConvLayer => {
    const halved = Math.min(size.height, size.width) >= leastHalved;
    const layer = { ...size, inputs, outputs: patterns, ...place(9 * inputs * patterns, patterns), halved };
    if (halved) size = { height: halfOf(size.height), width: halfOf(size.width) };
    inputs = patterns;
    return layer;
  });
  const flat = size.height * size.width * inputs;
  const hidden = { inputs: flat, outputs: width, ...place(flat * width, width) };
  const sums = { inputs: width, outputs, ...place(width * outputs, outputs) };
  return { image, convolutions, hidden, sums, parameters: at };
}

/** Patterns of each convolution: twice as many each time. */
export function filtersOf({ blocks, filters }: { blocks: number; filters: number }): number[] {
  return Array.from({ length: blocks }, (_, block) => filters * 2 ** block);
}

/** Parameters to begin with: uniform within sqrt(6 / inputs) of 0 for layers behind which relu cuts (He et al. 2015), Glorot's for the sums. */
export function firstParameters({ convolutions, hidden, sums, parameters }: ImageShape, seed: number): Float32Array {
  const random = createRandom(hashSeed(seed, 'image-net', 'parameters'));
  const values = new Float32Array(parameters);
  const fill = ({ weights, intercepts }: DenseLayer, bound: number) => {
    for (let at = weights; at < intercepts; at++) values[at] = bound * (2 * random.next() - 1);
  };
  for (const layer of convolutions) fill(layer, Math.sqrt(6 / (9 * layer.inputs)));
  fill(hidden, Math.sqrt(6 / hidden.inputs));
  fill(sums, Math.sqrt(6 / (sums.inputs + sums.outputs)));
  return values;
}

/** `l2` for weights, 0 for intercepts. */
export function penaltiesOf({ convolutions, hidden, sums, parameters }: ImageShape, l2: number): Float32Array {
  const values = new Float32Array(parameters);
  for (const { weights, intercepts } of [...convolutions, hidden, sums]) values.fill(l2, weights, intercepts);
  return values;
}
