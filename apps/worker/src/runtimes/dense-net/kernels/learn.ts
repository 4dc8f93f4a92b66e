// An epoch in pieces: the host calls until all rows are done, and looks at other things in between. Where a call ends never
// changes a sum: pieces are counted from the start of their batch.
import { countStep, move } from './adam';
import { judgeSums } from './heads';
import {
  batch,
  cells,
  columnsOf,
  deltasOf,
  gradient,
  heldCells,
  heldRows,
  heldTargets,
  heldWeights,
  inputsOf,
  insOf,
  inStrideOf,
  interceptsOf,
  layerAt,
  layers,
  order,
  outsOf,
  outStrideOf,
  parameters,
  piece,
  rows,
  setLossSum,
  targets,
  turnedOf,
  weights,
  weightsOf,
} from './layout';
import { gradients, multiply, PLAIN, products, RELU, turn, WHERE_ABOVE } from './products';
import { takeRows } from './piece';

let done: i32 = 0;

/** Begins an epoch, or a look at the held rows, anew. */
export function begin(): void {
  done = 0;
  setLossSum(0);
}

/** Learns from about `most` rows more in the order of the epoch; answers with how many are done. */
export function learn(most: i32): i32 {
  const goal = <i32>min<i64>(rows, <i64>done + most);
  while (done < goal) {
    const start = done - (done % batch);
    const end = <i32>min<i64>(rows, <i64>start + batch);
    const to = min<i32>(end, done + piece);
    takeRows(cells, targets, weights, order, done, to);
    forward(to - done);
    judgeLast(to - done, <f32>1 / <f32>(end - start));
    backward(to - done, done == start);
    if (to == end) step();
    done = to;
  }
  return done;
}

/** Adds up the losses of about `most` held rows more; answers with how many are done. */
export function judge(most: i32): i32 {
  const goal = <i32>min<i64>(heldRows, <i64>done + most);
  while (done < goal) {
    const to = min<i32>(heldRows, done + piece);
    takeRows(heldCells, heldTargets, heldWeights, 0, done, to);
    forward(to - done);
    judgeLast(to - done, 0);
    done = to;
  }
  return done;
}

function forward(count: i32): void {
  for (let at = 0; at < layers; at++) {
    const layer = layerAt(at);
    products(insOf(layer), inStrideOf(layer), outsOf(layer), outStrideOf(layer), parameters + interceptsOf(layer), 0);
    const end = at + 1 < layers ? RELU : PLAIN;
    multiply(parameters + weightsOf(layer), inputsOf(layer), count, columnsOf(layer), end);
  }
}

function judgeLast(count: i32, share: f32): void {
  const last = layerAt(layers - 1);
  judgeSums(outsOf(last), deltasOf(last), outStrideOf(last), count, share);
}

function backward(count: i32, first: bool): void {
  for (let at = layers - 1; at >= 0; at--) {
    const layer = layerAt(at);
    const deltas = deltasOf(layer);
    const stride = outStrideOf(layer);
    const columns = columnsOf(layer);
    const ofWeights = gradient + weightsOf(layer);
    const ofIntercepts = gradient + interceptsOf(layer);
    const ins = insOf(layer);
    gradients(ins, inStrideOf(layer), deltas, stride, count, inputsOf(layer), columns, ofWeights, ofIntercepts, first);
    if (at == 0) return;
    // Once per batch: the weights move at its end only.
    if (first) turn(parameters + weightsOf(layer), inputsOf(layer), columns, turnedOf(layer));
    const below = layerAt(at - 1);
    products(deltas, stride, deltasOf(below), outStrideOf(below), 0, outsOf(below));
    multiply(turnedOf(layer), columns, count, columnsOf(below), WHERE_ABOVE);
  }
}

function step(): void {
  const size = countStep();
  for (let at = 0; at < layers; at++) {
    const layer = layerAt(at);
    const intercepts = interceptsOf(layer);
    move(weightsOf(layer), intercepts, size, true);
    move(intercepts, intercepts + (<usize>columnsOf(layer) << 2), size, false);
  }
}
