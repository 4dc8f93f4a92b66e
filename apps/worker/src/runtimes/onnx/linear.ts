import { decodeCoefficients } from '../linear/coefficients';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';

/**
 * Linear and logistic models: one product in doubles. LinearRegressor and LinearClassifier would add up in float32, where
 * a large column, such as an income, leaves too few digits.
 */
export function writeLinear(graph: OnnxGraph, model: StoredModel): void {
  const { outputs, width, coefficients, intercepts } = decodeCoefficients(model);
  const inputs = model.features.map((feature) => featureInput(graph, feature));
  const rows = graph.node('Concat', { inputs, attributes: { axis: { kind: 'int', value: 1 } } });
  const sums = graph.node('Gemm', {
    inputs: [
      rows,
      graph.constant('double', [outputs, width], coefficients),
      graph.constant('double', [outputs], intercepts),
    ],
    attributes: { transB: { kind: 'int', value: 1 } },
  });
  if (model.classes === undefined) numberAnswer(graph, sums);
  else classAnswer(graph, sums, model.classes);
}
