import type { OnnxGraph } from './graph';

/** Turns the sums of a model, doubles [N, K], into the outputs of the graph: a number for each row. */
export function numberAnswer(graph: OnnxGraph, sums: string): void {
  const output = graph.output('prediction', 'double', ['N', 1]);
  graph.node('Identity', { inputs: [sums], output });
}

/**
 * ... or `label` and `probabilities`, plain tensors instead of a map per row. Two classes have one sum, that of the
 * second. A label is the most likely class, the first on a tie; of two classes it is the second, which is the positive
 * one from one half on. `areShares`: the sums are probabilities already.
 */
export function classAnswer(
  graph: OnnxGraph,
  sums: string,
  classes: readonly string[],
  { areShares }: { areShares: boolean } = { areShares: false },
): void {
  const label = graph.output('label', 'string', ['N']);
  const output = graph.output('probabilities', 'double', ['N', classes.length]);
  const two = classes.length === 2;
  if (two) twoShares(graph, areShares ? sums : graph.node('Sigmoid', { inputs: [sums] }), output);
  else if (areShares) graph.node('Identity', { inputs: [sums], output });
  else graph.node('Softmax', { inputs: [sums], attributes: { axis: { kind: 'int', value: 1 } }, output });
  const code = graph.node('ArgMax', {
    inputs: [output],
    attributes: {
      axis: { kind: 'int', value: 1 },
      keepdims: { kind: 'int', value: 0 },
      select_last_index: { kind: 'int', value: two ? 1 : 0 },
    },
  });
  graph.node('LabelEncoder', {
    domain: 'ml',
    inputs: [code],
    attributes: {
      keys_int64s: { kind: 'ints', values: classes.map((_, at) => at) },
      values_strings: { kind: 'texts', values: classes },
      default_string: { kind: 'text', value: '' },
    },
    output: label,
  });
}

function twoShares(graph: OnnxGraph, positive: string, output: string): void {
  const one = graph.constant('double', [1, 1], [1]);
  const negative = graph.node('Sub', { inputs: [one, positive] });
  graph.node('Concat', { inputs: [negative, positive], attributes: { axis: { kind: 'int', value: 1 } }, output });
}
