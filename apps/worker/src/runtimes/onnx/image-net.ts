import { decodeImageNet } from '../image-net/model';
import { type ConvLayer, type DenseLayer, halfOf } from '../image-net/shape';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { operatorsOf } from './operators';

/**
 * An image net. Runtimes convolve in floats of 32 bits only; so windows are gathered by constant places and multiplied as matrices,
 * in doubles, as our own scorer computes. Pixels are read as floats first, as in learning. Relu and the halving may make a number of a missing
 * pixel; so what is missing is added once more at the end, and the answer is missing too.
 */
export function writeImageNet(graph: OnnxGraph, stored: StoredModel): void {
  const { centre, factor, shape, parameters, target } = decodeImageNet(stored);
  const { add, mul, sub, row, scalar, sum, beside, cast } = operatorsOf(graph);
  const { height, width, channels } = shape.image;
  const everywhere = (values: Float64Array) =>
    row(Float64Array.from({ length: height * width * channels }, (_, at) => values[at % channels]!));
  const inputs = stored.features.map((feature) => featureInput(graph, feature, { vectors: true }));
  const pixels = cast(cast(inputs.length === 1 ? (inputs[0] ?? '') : beside(inputs), 'float'), 'double');
  const standard = mul(sub(pixels, everywhere(centre)), everywhere(factor));
  let now = standard;
  for (const layer of shape.convolutions) now = convolve(graph, { layer, parameters, pixels: now });
  const hidden = graph.node('Relu', { inputs: [dense(graph, { layer: shape.hidden, parameters, inputs: now })] });
  const sums = dense(graph, { layer: shape.sums, parameters, inputs: hidden });
  const whole = add(sums, mul(sum(standard, 1), scalar(0)));
  if (stored.classes !== undefined) classAnswer(graph, whole, stored.classes);
  else numberAnswer(graph, add(mul(whole, scalar(target?.scale ?? 1)), scalar(target?.mean ?? 0)));
}

type Convolution = { layer: ConvLayer; parameters: Float32Array; pixels: string };

/** [N, pixels x inputs] to [N, pixels or their quarter x outputs]. */
function convolve(graph: OnnxGraph, { layer, parameters, pixels }: Convolution): string {
  const { add, matMul, gather } = operatorsOf(graph);
  const { height, width, inputs, outputs, halved } = layer;
  // One cell more, which is 0: what lies beyond the edge.
  const padded = graph.node('Pad', {
    inputs: [pixels, graph.constant('int64', [4], [0, 0, 0, 1]), graph.constant('double', [], [0])],
  });
  const places = graph.constant('int64', [height * width, 9 * inputs], windowPlaces(layer));
  const windows = gather(padded, places, 1);
  const filter = Float64Array.from(parameters.subarray(layer.weights, layer.intercepts));
  const intercepts = Float64Array.from(parameters.subarray(layer.intercepts, layer.intercepts + outputs));
  const sums = add(
    matMul(windows, graph.constant('double', [9 * inputs, outputs], filter)),
    graph.constant('double', [1, 1, outputs], intercepts),
  );
  const cut = graph.node('Relu', { inputs: [sums] });
  const corner = (down: number, across: number) => {
    const [lines, columns] = [halfOf(height), halfOf(width)];
    const at = Array.from(
      { length: lines * columns },
      (_, place) => (2 * Math.floor(place / columns) + down) * width + 2 * (place % columns) + across,
    );
    return gather(cut, graph.constant('int64', [at.length], at), 1);
  };
  const out = halved ? graph.node('Max', { inputs: [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)] }) : cut;
  const cells = (halved ? halfOf(height) * halfOf(width) : height * width) * outputs;
  return graph.node('Reshape', { inputs: [out, graph.constant('int64', [2], [-1, cells])] });
}

/** For each pixel the places of the cells of its window, down, across, by channel; the last place is beyond the edge. */
function windowPlaces({ height, width, inputs }: ConvLayer): number[] {
  const places: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let window = 0; window < 9; window++) {
        const [line, column] = [y + Math.floor(window / 3) - 1, x + (window % 3) - 1];
        const inside = line >= 0 && line < height && column >= 0 && column < width;
        for (let channel = 0; channel < inputs; channel++)
          places.push(inside ? (line * width + column) * inputs + channel : height * width * inputs);
      }
  return places;
}

function dense(
  graph: OnnxGraph,
  { layer, parameters, inputs }: { layer: DenseLayer; parameters: Float32Array; inputs: string },
): string {
  const part = (from: number, length: number) => Float64Array.from(parameters.subarray(from, from + length));
  return graph.node('Gemm', {
    inputs: [
      inputs,
      graph.constant('double', [layer.inputs, layer.outputs], part(layer.weights, layer.inputs * layer.outputs)),
      graph.constant('double', [layer.outputs], part(layer.intercepts, layer.outputs)),
    ],
  });
}
