import { baselineAnswer } from '../baseline/runtime';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { operatorsOf } from './operators';

/** A baseline: the same answer for every row of its inputs, whose cells it does not look at. */
export function writeBaseline(graph: OnnxGraph, stored: StoredModel): void {
  const inputs = stored.features.map((spec) => featureInput(graph, spec, { texts: true }));
  const answer = operatorsOf(graph).row(positiveAlone(baselineAnswer(stored)));
  const rows = graph.node('Shape', { inputs: inputs.slice(0, 1) });
  const answers = graph.node('Expand', { inputs: [answer, rows] });
  if (stored.classes === undefined) numberAnswer(graph, answers);
  else classAnswer(graph, answers, stored.classes, { areShares: true });
}

/** Of two shares the second: the graph makes the first of it. */
function positiveAlone(answer: Float64Array): Float64Array {
  return answer.length === 2 ? answer.subarray(1) : answer;
}
