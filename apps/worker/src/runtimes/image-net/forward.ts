import type { ChannelScale } from './image-rows';
import { type ConvLayer, type DenseLayer, halfOf, type ImageShape } from './shape';

/** Write an image into `cells`; `run` answers with the sums of the last layer, in an array that the next run writes anew. */
export type Forward = { cells: Float64Array; run(): Float64Array };

/** The answers of a net in plain typed arrays, in doubles. A gap anywhere makes every sum a gap. */
export function createForward(o: { shape: ImageShape; parameters: Float32Array } & ChannelScale): Forward {
  const { shape, centre, factor } = o;
  const { height, width, channels } = shape.image;
  const parameters = Float64Array.from(o.parameters);
  const cells = new Float64Array(height * width * channels);
  const convolutions = shape.convolutions.map((layer) => ({
    layer,
    sums: new Float64Array(layer.height * layer.width * layer.outputs),
    halves: layer.halved ? new Float64Array(halfOf(layer.height) * halfOf(layer.width) * layer.outputs) : null,
  }));
  const hidden = new Float64Array(shape.hidden.outputs);
  const sums = new Float64Array(shape.sums.outputs);
  return {
    cells,
    run() {
      for (let at = 0; at < cells.length; at++)
        cells[at] = (cells[at]! - centre[at % channels]!) * factor[at % channels]!;
      let inputs = cells;
      for (const { layer, sums: made, halves } of convolutions) {
        convolve({ inputs, layer, parameters, sums: made });
        relu(made);
        if (halves !== null) halve(made, layer, halves);
        inputs = halves ?? made;
      }
      multiply({ inputs, layer: shape.hidden, parameters, sums: hidden });
      relu(hidden);
      multiply({ inputs: hidden, layer: shape.sums, parameters, sums });
      return sums;
    },
  };
}

type Step<Layer> = { inputs: Float64Array; layer: Layer; parameters: Float64Array; sums: Float64Array };

/** Windows of 3 x 3 pixels around each pixel; beyond the edge everything is 0. */
function convolve({ inputs, layer, parameters, sums }: Step<ConvLayer>): void {
  const { height, width, inputs: channels, outputs, weights, intercepts } = layer;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const out = (y * width + x) * outputs;
      for (let pattern = 0; pattern < outputs; pattern++) sums[out + pattern] = parameters[intercepts + pattern]!;
      for (let down = Math.max(0, 1 - y); down < Math.min(3, height + 1 - y); down++) {
        for (let across = Math.max(0, 1 - x); across < Math.min(3, width + 1 - x); across++) {
          const from = ((y + down - 1) * width + x + across - 1) * channels;
          const filter = weights + (down * 3 + across) * channels * outputs;
          for (let channel = 0; channel < channels; channel++) {
            const value = inputs[from + channel]!;
            if (value === 0) continue; // about half of what relu leaves
            const row = filter + channel * outputs;
            for (let pattern = 0; pattern < outputs; pattern++)
              sums[out + pattern]! += value * parameters[row + pattern]!;
          }
        }
      }
    }
  }
}

/** The largest of each 2 x 2 pixels; a line or column too many is left out. */
function halve(sums: Float64Array, { height, width, outputs }: ConvLayer, halves: Float64Array): void {
  const line = width * outputs;
  let to = 0;
  for (let y = 0; y < halfOf(height); y++) {
    for (let x = 0; x < halfOf(width); x++) {
      for (let pattern = 0; pattern < outputs; pattern++, to++) {
        const from = 2 * y * line + 2 * x * outputs + pattern;
        const upper = Math.max(sums[from]!, sums[from + outputs]!);
        halves[to] = Math.max(upper, sums[from + line]!, sums[from + line + outputs]!);
      }
    }
  }
}

function multiply({ inputs, layer, parameters, sums }: Step<DenseLayer>): void {
  const { outputs, weights, intercepts } = layer;
  for (let to = 0; to < outputs; to++) sums[to] = parameters[intercepts + to]!;
  for (let from = 0; from < inputs.length; from++) {
    const value = inputs[from]!;
    if (value === 0) continue;
    const row = weights + from * outputs;
    for (let to = 0; to < outputs; to++) sums[to]! += value * parameters[row + to]!;
  }
}

/** NaN stays: a missing image must not look like an answer. */
function relu(values: Float64Array): void {
  for (let at = 0; at < values.length; at++) if (values[at]! < 0) values[at] = 0;
}
