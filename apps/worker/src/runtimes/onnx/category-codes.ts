import type { OnnxGraph } from './graph';
import { missingText, notExportable } from './inputs';

/** The number of each category of a column [N, 1], flat: that of `missing` where there is no text, of `other` for any other one. */
export function categoryCodes(
  graph: OnnxGraph,
  o: {
    input: string;
    known: readonly (readonly [level: string, code: number])[];
    missing: number;
    other: number;
    name: string;
  },
): string {
  const { input, known, missing, other, name } = o;
  if (known.some(([level]) => level === missingText))
    throw notExportable(`an empty text among the categories of "${name}"`, 'categories that differ from missing ones');
  const code = graph.node('LabelEncoder', {
    domain: 'ml',
    inputs: [input],
    attributes: {
      keys_strings: { kind: 'texts', values: [...known.map(([level]) => level), missingText] },
      values_int64s: { kind: 'ints', values: [...known.map(([, at]) => at), missing] },
      default_int64: { kind: 'int', value: other },
    },
  });
  return graph.node('Reshape', { inputs: [code, graph.constant('int64', [1], [-1])] });
}
