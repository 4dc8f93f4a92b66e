import type { NetPlan, PaddedLayer } from './kernel-plan';
import type { Layer } from './shape';

type Placed = Pick<NetPlan, 'need' | 'layers' | 'parameters'>;

/** Parameters as the kernels hold them: weights in panels of 8 columns, layers padded with zeros. Fills `into` and returns it. */
export function toPanels(plan: Placed, values: Float32Array, into: Float32Array): Float32Array {
  into.fill(0);
  eachPlace(plan, (plain, panel) => {
    into[panel] = values[plain]!;
  });
  return into;
}

/** Parameters one layer after the other, out of panels. */
export function fromPanels(plan: Placed, panels: Float32Array): Float32Array {
  const values = new Float32Array(plan.need.shape.parameters);
  eachPlace(plan, (plain, panel) => {
    values[plain] = panels[panel]!;
  });
  return values;
}

function eachPlace({ need, layers }: Placed, visit: (plain: number, panel: number) => void): void {
  need.shape.layers.forEach((layer, at) => {
    eachOfLayer(layer, layers[at]!, visit);
  });
}

function eachOfLayer(plain: Layer, padded: PaddedLayer, visit: (plain: number, panel: number) => void): void {
  const { inputs, outputs } = plain;
  for (let output = 0; output < outputs; output++) {
    const panel = padded.weights + (output & ~7) * padded.inputs + (output & 7);
    for (let input = 0; input < inputs; input++) visit(plain.weights + input * outputs + output, panel + 8 * input);
    visit(plain.intercepts + output, padded.intercepts + output);
  }
}
