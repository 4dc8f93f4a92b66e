import { decodeDbscan } from '../clusters/dbscan-scorer';
import { decodeKMeans } from '../clusters/k-means-scorer';
import type { StoredModel } from '../model-runtime';
import { numberAnswer } from './answers';
import { distances } from './distances';
import type { OnnxGraph } from './graph';
import { operatorsOf } from './operators';

/** The number of the nearest centre, the lower one of equally near ones. */
export function writeKMeans(graph: OnnxGraph, stored: StoredModel): void {
  const { centre, factor, centres, clusters } = decodeKMeans(stored);
  const apart = distances(graph, stored, { centre, factor, cells: centres, count: clusters, metric: 'euclidean' });
  const nearest = graph.node('ArgMin', {
    inputs: [apart],
    attributes: { axis: { kind: 'int', value: 1 }, keepdims: { kind: 'int', value: 1 } },
  });
  numberAnswer(graph, operatorsOf(graph).cast(nearest, 'double'));
}

/** The lowest cluster with a core point within the distance, or -1 for noise. */
export function writeDbscan(graph: OnnxGraph, stored: StoredModel): void {
  const { centre, factor, cells, labels, distance } = decodeDbscan(stored);
  const { where, row, scalar, equal } = operatorsOf(graph);
  const points = { centre, factor, cells, count: labels.length, metric: 'euclidean' as const };
  const apart = distances(graph, stored, points);
  const noise = Number.MAX_VALUE;
  const near = graph.node('LessOrEqual', { inputs: [apart, scalar(distance * distance)] });
  const found = where(near, row(Float64Array.from(labels)), scalar(noise));
  const lowest = graph.node('ReduceMin', { inputs: [found], attributes: { axes: { kind: 'ints', values: [1] } } });
  numberAnswer(graph, where(equal(lowest, scalar(noise)), scalar(-1), lowest));
}
