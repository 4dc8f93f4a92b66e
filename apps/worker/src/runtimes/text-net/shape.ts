import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';

/** A layer among the parameters: weights [inputs x outputs], then intercepts. */
export type TextLayer = { inputs: number; outputs: number; weights: number; intercepts: number };

/** Parameters of a text net, one after the other: the embedding [terms x dimensions], a dense layer, the sums. */
export type TextShape = { terms: number; dimensions: number; hidden: TextLayer; sums: TextLayer; parameters: number };

export function textShape(o: { terms: number; dimensions: number; width: number; outputs: number }): TextShape {
  const { terms, dimensions, width, outputs } = o;
  const first = terms * dimensions;
  const second = first + (dimensions + 1) * width;
  return {
    ...{ terms, dimensions },
    hidden: { inputs: dimensions, outputs: width, weights: first, intercepts: first + dimensions * width },
    sums: { inputs: width, outputs, weights: second, intercepts: second + width * outputs },
    parameters: second + (width + 1) * outputs,
  };
}

/** Parameters to begin with: terms lie near each other, layers as in He et al. 2015 and Glorot and Bengio 2010. */
export function firstParameters(
  { terms, dimensions, hidden, sums, parameters }: TextShape,
  seed: number,
): Float32Array {
  const random = createRandom(hashSeed(seed, 'text-net', 'parameters'));
  const values = new Float32Array(parameters);
  const fill = (from: number, to: number, bound: number) => {
    for (let at = from; at < to; at++) values[at] = bound * (2 * random.next() - 1);
  };
  fill(0, terms * dimensions, 0.3);
  fill(hidden.weights, hidden.intercepts, Math.sqrt(6 / hidden.inputs));
  fill(sums.weights, sums.intercepts, Math.sqrt(6 / (sums.inputs + sums.outputs)));
  return values;
}
