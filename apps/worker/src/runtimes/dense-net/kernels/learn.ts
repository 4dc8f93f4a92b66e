// An epoch in pieces: the host calls until all rows are done, and looks at other things in between. Each batch is cut into as
// many parts as there are copies, whose gradients are added up in order. Which thread computes a part never changes a sum,
// nor does where a call ends: pieces are counted from the start of their part.
import { barrier, checkStop } from '../../forest/kernels/sync';
import { countStep, move } from './adam';
import { judgeSums } from './heads';
import {
  batch,
  cells,
  columnsOf,
  copies,
  deltasOf,
  enter,
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
  me,
  most,
  order,
  outsOf,
  outStrideOf,
  ownGradient,
  parameters,
  piece,
  rows,
  setLossSum,
  targets,
  tellDone,
  threads,
  turnedOf,
  weights,
  weightsOf,
} from './layout';
import { gradients, multiply, PLAIN, products, RELU, turn, WHERE_ABOVE } from './products';
import { takeRows } from './piece';

/** The first row of the batch, and how many rows of each of its parts are done. */
let start: i32 = 0;
let past: i32 = 0;

/** Begins an epoch, or a look at the held rows, anew. */
export function begin(): void {
  start = 0;
  past = 0;
  for (let copy = me; copy < copies; copy += threads) {
    enter(copy);
    setLossSum(0);
  }
}

/** Learns from about as many rows as the host wants in the order of the epoch, and tells it how many are done. */
export function learn(): void {
  let end = <i32>min<i64>(rows, <i64>start + batch);
  const goal = min<i64>(rows, <i64>done(end) + most());
  while (done(end) < goal) {
    const part = partOf(end - start);
    for (let copy = me; copy < copies; copy += threads) learnPiece(copy, part, end);
    past += piece;
    if (past < part) continue;
    step((end - start + part - 1) / part);
    start = end;
    past = 0;
    end = <i32>min<i64>(rows, <i64>start + batch);
  }
  tellDone(done(end));
}

/** Adds up the losses of about as many held rows more; the part of a copy is one of all of them. */
export function judge(): void {
  const goal = min<i64>(heldRows, <i64>done(heldRows) + most());
  const part = partOf(heldRows);
  while (done(heldRows) < goal) {
    for (let copy = me; copy < copies; copy += threads) judgePiece(copy, part);
    past += piece;
  }
  tellDone(done(heldRows));
}

/** Rows since `begin`, in a batch up to `end`. */
function done(end: i32): i32 {
  return <i32>min<i64>(end, <i64>start + <i64>past * copies);
}

/** Rows of each part of so many, but of the last ones, which may have fewer or none; a multiple of 4, as pieces are. */
function partOf(count: i32): i32 {
  return ((count + copies - 1) / copies + 3) & ~3;
}

function learnPiece(copy: i32, part: i32, end: i32): void {
  checkStop();
  const from = start + copy * part + past;
  const to = min<i32>(min<i32>(end, start + (copy + 1) * part), from + piece);
  if (from >= to) return;
  enter(copy);
  takeRows(cells, targets, weights, order, from, to);
  forward(to - from);
  judgeLast(to - from, <f32>1 / <f32>(end - start));
  backward(to - from, past == 0);
}

function judgePiece(copy: i32, part: i32): void {
  checkStop();
  const from = copy * part + past;
  const to = min<i32>(min<i32>(heldRows, (copy + 1) * part), from + piece);
  if (from >= to) return;
  enter(copy);
  takeRows(heldCells, heldTargets, heldWeights, 0, from, to);
  forward(to - from);
  judgeLast(to - from, 0);
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
    const ofWeights = ownGradient() + weightsOf(layer);
    const ofIntercepts = ownGradient() + interceptsOf(layer);
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

/** Once `used` copies have their gradients, each thread adds up and moves its share of the parameters. */
function step(used: i32): void {
  barrier();
  const size = countStep();
  const last = layerAt(layers - 1);
  const quads = (interceptsOf(last) >> 4) + (<usize>columnsOf(last) >> 2);
  const share = ((quads + threads - 1) / threads) << 4;
  const from = share * me;
  const to = from + share;
  for (let at = 0; at < layers; at++) {
    const layer = layerAt(at);
    const intercepts = interceptsOf(layer);
    const end = intercepts + (<usize>columnsOf(layer) << 2);
    move(max<usize>(from, weightsOf(layer)), min<usize>(to, intercepts), size, true, used);
    move(max<usize>(from, intercepts), min<usize>(to, end), size, false, used);
  }
  barrier();
}
