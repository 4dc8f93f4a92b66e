import { decodeDenseNet } from '../dense-net/model';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { operatorsOf } from './operators';

/**
 * A net of dense layers: standardised cells, then Gemm and Relu by turns. In doubles, as our own scorer computes. Relu may make a
 * 0 of a missing cell; so what is missing is added once more at the end, and the answer is missing too.
 */
export function writeDenseNet(graph: OnnxGraph, stored: StoredModel): void {
  const { centre, factor, shape, parameters, target } = decodeDenseNet(stored);
  const { add, mul, sub, row, scalar, sum, beside } = operatorsOf(graph);
  const cells = beside(stored.features.map((feature) => featureInput(graph, feature)));
  const standard = mul(sub(cells, row(centre)), row(factor));
  let sums = standard;
  shape.layers.forEach(({ inputs, outputs, weights, intercepts }, at) => {
    const layer = (from: number, length: number) => Float64Array.from(parameters.subarray(from, from + length));
    sums = graph.node('Gemm', {
      inputs: [
        sums,
        graph.constant('double', [inputs, outputs], layer(weights, inputs * outputs)),
        graph.constant('double', [outputs], layer(intercepts, outputs)),
      ],
    });
    if (at + 1 < shape.layers.length) sums = graph.node('Relu', { inputs: [sums] });
  });
  const whole = add(sums, mul(sum(standard, 1), scalar(0)));
  if (stored.classes !== undefined) classAnswer(graph, whole, stored.classes);
  else numberAnswer(graph, add(mul(whole, scalar(target?.scale ?? 1)), scalar(target?.mean ?? 0)));
}
