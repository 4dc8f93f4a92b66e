import type { StoredModel } from '../model-runtime';
import type { OnnxGraph } from './graph';
import { featureInput, notExportable } from './inputs';
import { operatorsOf } from './operators';

/** Points that rows are compared with, `count` of them, row-major; cells are compared as (cell - centre) x factor. */
export type ComparedPoints = {
  centre: Float64Array;
  factor: Float64Array;
  cells: Float64Array;
  count: number;
  metric: 'euclidean' | 'manhattan';
};

/** Some nodes for each feature: past so many of them a graph is read slowly, and its points weigh more than a file should. */
const mostFeatures = 1000;
const mostCells = 16_000_000;

/**
 * Distance from each row to each point [N, count], squared for the Euclidean one. One feature after the other, in doubles and in
 * the order of our own sums: equal distances stay equal. A cell without a number is not compared.
 */
export function distances(graph: OnnxGraph, stored: StoredModel, points: ComparedPoints): string {
  const { features } = stored;
  const width = features.length;
  if (width > mostFeatures) throw notExportable(`${width} features to compare`, `at most ${mostFeatures}`);
  if (points.cells.length > mostCells)
    throw notExportable(`${points.cells.length} numbers to compare with`, `at most ${mostCells}`);
  const { sub, mul, add, where, scalar, row, known } = operatorsOf(graph);
  const nothing = scalar(0);
  // ONNX Runtime (1.30) leaves out a scalar that is the neutral one in single precision. Equal distances would differ: given for
  // each point, it stays.
  const exact = (value: number, neutral: 0 | 1) =>
    value !== neutral && Math.fround(value) === neutral
      ? row(new Float64Array(points.count).fill(value))
      : scalar(value);
  const parts = features.map((feature, at) => {
    const input = featureInput(graph, feature);
    const cell = mul(sub(input, exact(points.centre[at]!, 0)), exact(points.factor[at]!, 1));
    const column = Float64Array.from({ length: points.count }, (_, point) => points.cells[point * width + at]!);
    const off = sub(cell, row(column));
    const part = points.metric === 'euclidean' ? mul(off, off) : graph.node('Abs', { inputs: [off] });
    return where(known(cell), part, nothing);
  });
  return parts.reduce((sum, part) => add(sum, part));
}
