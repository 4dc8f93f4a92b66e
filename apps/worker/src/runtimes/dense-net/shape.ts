import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';

/** A layer among the parameters of a net, which lie one after the other: weights [inputs x outputs], then intercepts. */
export type Layer = { inputs: number; outputs: number; weights: number; intercepts: number };

export type Shape = { layers: readonly Layer[]; parameters: number };

/** The layers of a net from `inputs` columns through `hidden` layers to `outputs` numbers. */
export function shapeOf(widths: readonly number[]): Shape {
  const layers: Layer[] = [];
  let at = 0;
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const [inputs, outputs] = [widths[layer]!, widths[layer + 1]!];
    layers.push({ inputs, outputs, weights: at, intercepts: at + inputs * outputs });
    at += (inputs + 1) * outputs;
  }
  return { layers, parameters: at };
}

/** Cells of the hidden layers. */
export function hiddenWidths({
  layers,
  width,
  halving,
}: {
  layers: number;
  width: number;
  halving: boolean;
}): number[] {
  return Array.from({ length: layers }, (_, layer) => (halving ? Math.max(1, Math.round(width / 2 ** layer)) : width));
}

/**
 * Parameters to begin with: uniform within sqrt(6 / (inputs + outputs)) of 0 (Glorot and Bengio 2010), as scikit-learn's nets
 * begin. The same for the same seed on every machine.
 */
export function firstParameters({ layers, parameters }: Shape, seed: number): Float32Array {
  const random = createRandom(hashSeed(seed, 'dense-net', 'parameters'));
  const values = new Float32Array(parameters);
  for (const { inputs, outputs, weights, intercepts } of layers) {
    const bound = Math.sqrt(6 / (inputs + outputs));
    for (let at = weights; at < intercepts + outputs; at++) values[at] = bound * (2 * random.next() - 1);
  }
  return values;
}

/** Rows in the order an epoch visits them: another one each time, the same for the same seed. */
export function orderOf(rows: number, { seed, epoch }: { seed: number; epoch: number }): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return createRandom(hashSeed(seed, 'dense-net', 'order', epoch)).shuffle(order);
}
