import type { StoredModel } from '../model-runtime';
import { decodeNeighbours, type NeighboursModel } from '../neighbours/model';
import { classAnswer, numberAnswer } from './answers';
import { distances } from './distances';
import type { OnnxGraph } from './graph';
import { operatorsOf } from './operators';

/** The nearest train rows, all of which are inside the file, vote as in our own scorer. */
export function writeNeighbours(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeNeighbours(stored);
  const { gather, mul, div, sum, unsqueeze, cast, equal } = operatorsOf(graph);
  const apart = distances(graph, stored, { ...model, count: model.rows });
  const count = graph.constant('int64', [1], [Math.min(model.neighbours, model.rows)]);
  const [reach = '', rows = ''] = graph.nodeOf(2, 'TopK', {
    inputs: [apart, count],
    attributes: { largest: { kind: 'int', value: 0 }, axis: { kind: 'int', value: 1 } },
  });
  const weights = weightsOf(graph, { model, reach, rows });
  const total = sum(weights, 1);
  const { answers } = model;
  if (answers.kind === 'number') {
    const values = gather(graph.constant('double', [model.rows], answers.values), rows);
    numberAnswer(graph, div(sum(mul(values, weights), 1), total));
    return;
  }
  const classes = stored.classes ?? [];
  const codes = gather(graph.constant('int64', [model.rows], answers.codes), rows);
  const numbers = graph.constant(
    'int64',
    [1, 1, classes.length],
    classes.map((_, code) => code),
  );
  const votes = cast(equal(unsqueeze(codes, 2), numbers), 'double');
  const shares = div(sum(mul(votes, unsqueeze(weights, 2)), 1, { keep: false }), total);
  const second = graph.constant('int64', [1], [1]);
  classAnswer(graph, classes.length === 2 ? gather(shares, second, 1) : shares, classes, { areShares: true });
}

/** How much each neighbour counts [N, neighbours]: by its row, and by 1 / distance where that is asked for. */
function weightsOf(graph: OnnxGraph, o: { model: NeighboursModel; reach: string; rows: string }): string {
  const { where, equal, scalar, gather, mul, div, cast, sum, add } = operatorsOf(graph);
  const { model, reach, rows } = o;
  // Ones in the shape of the neighbours: endless distances must not get into them.
  const ones = add(mul(cast(rows, 'double'), scalar(0)), scalar(1));
  const own = model.weights === null ? ones : gather(graph.constant('double', [model.rows], model.weights), rows);
  if (model.votes === 'uniform' && model.weights === null) return own;
  let weights = own;
  if (model.votes === 'distance') {
    const far = model.metric === 'euclidean' ? graph.node('Sqrt', { inputs: [reach] }) : reach;
    const least = graph.node('ReduceMin', { inputs: [reach], attributes: { axes: { kind: 'ints', values: [1] } } });
    const inPlace = cast(equal(reach, scalar(0)), 'double');
    // Rows in the very same place answer alone.
    weights = where(equal(least, scalar(0)), mul(own, inPlace), div(own, far));
  }
  // Where no weight is left, all count alike.
  return where(equal(sum(weights, 1), scalar(0)), ones, weights);
}
