// A whole tree by one thread: other threads grow other trees, so no sum depends on how many there are.
import { rowBits } from '../../forest/kernels/numeric';
import { checkStop } from '../../forest/kernels/sync';
import {
  bagCount,
  bagScale,
  bagSum,
  codes,
  counts,
  draws,
  ELEMENT,
  label,
  leafValues,
  list,
  maxDepth,
  me,
  minRows,
  NODE,
  nodes,
  rows,
  spare,
  stack,
  STACKED,
  sums,
  values,
  weight,
  weighted,
  word,
} from './layout';
import { beginFeatures, bestCut, bestFeature, bestGain, bestMissingLeft, searchNode } from './search';
import { addElement, clearSums } from './sums';

let nodeCount: i32 = 0;
let leafCount: i32 = 0;
let waiting: i32 = 0;

/** Word 64 + 4 x thread: 1 when it has a tree to grow; behind it the seed, and afterwards its nodes and leaves. */
export function growTree(): void {
  const place = <usize>(64 + 4 * me) << 2;
  if (load<i32>(place) == 0) return;
  const seed = load<i32>(place, 4);
  drawRows(seed);
  const listed = fillList();
  beginFeatures(seed);
  nodeCount = 1;
  leafCount = 0;
  waiting = 0;
  push(0, listed, 0, 0);
  while (waiting > 0) {
    checkStop();
    splitNext();
  }
  store<i32>(place, nodeCount, 8);
  store<i32>(place, leafCount, 12);
  if (draws > 0) addLeftOut();
}

function drawRows(seed: i32): void {
  if (draws == 0) {
    for (let row = 0; row < rows; row++) store<i32>(counts + (<usize>row << 2), 1);
    return;
  }
  memory.fill(counts, 0, <usize>rows << 2);
  for (let draw = 0; draw < draws; draw++) {
    const row = (<u64>rowBits(seed, draw) * <u64>rows) >>> 32;
    const at = counts + (<usize>row << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
}

/** Elements of the drawn rows in row order; rows of weight 0 take no part. */
function fillList(): i32 {
  let listed = 0;
  for (let row = 0; row < rows; row++) {
    const times = load<i32>(counts + (<usize>row << 2));
    const own: f64 = weighted ? load<f64>(weight + (<usize>row << 3)) : 1;
    if (times == 0 || own == 0) continue;
    const w = <f64>times * own;
    const target = load<f64>(label + (<usize>row << 3));
    const at = list + <usize>listed * ELEMENT;
    store<u32>(at, row);
    store<u32>(at, values == 1 ? 0 : <u32>target, 4);
    store<f64>(at, w, 8);
    store<f64>(at, target, 16);
    listed++;
  }
  return listed;
}

function push(from: i32, count: i32, depth: i32, node: i32): void {
  const at = stack + <usize>waiting * STACKED;
  store<i32>(at, from);
  store<i32>(at, count, 4);
  store<i32>(at, depth, 8);
  store<i32>(at, node, 12);
  waiting++;
}

function splitNext(): void {
  waiting--;
  const top = stack + <usize>waiting * STACKED;
  const from = load<i32>(top);
  const count = load<i32>(top, 4);
  const depth = load<i32>(top, 8);
  const node = nodes + <usize>load<i32>(top, 12) * NODE;
  clearSums(sums);
  const end = list + <usize>(from + count) * ELEMENT;
  const first = load<f64>(list + <usize>from * ELEMENT, 16);
  let pure = true;
  for (let at = list + <usize>from * ELEMENT; at < end; at += ELEMENT) {
    addElement(sums, at);
    if (load<f64>(at, 16) != first) pure = false;
  }
  store<i32>(node, count, 16);
  if (pure || depth >= maxDepth || count < 2 * minRows || !searchNode(from, count)) {
    writeLeaf(node);
    return;
  }
  store<i32>(node, bestFeature);
  store<i32>(node, bestCut, 4);
  store<i32>(node, bestMissingLeft, 8);
  store<i32>(node, nodeCount, 12);
  store<f64>(node, bestGain, 24);
  const left = partition(from, count);
  // Missing values that the node has not seen go to the side with more rows.
  if (!sawMissing) store<i32>(node, left >= count - left ? 1 : 0, 8);
  const child = nodeCount;
  nodeCount += 2;
  // The smaller side is split first: what waits is then never more than log2 of the rows.
  if (left <= count - left) {
    push(from + left, count - left, depth + 1, child + 1);
    push(from, left, depth + 1, child);
  } else {
    push(from, left, depth + 1, child);
    push(from + left, count - left, depth + 1, child + 1);
  }
}

function writeLeaf(node: usize): void {
  store<i32>(node, -1);
  store<i32>(node, 0, 4);
  store<i32>(node, 0, 8);
  store<i32>(node, leafCount, 12);
  store<f64>(node, 0, 24);
  const w = load<f64>(sums, 8);
  const target = leafValues + <usize>leafCount * <usize>values * 4;
  for (let k = 0; k < values; k++) {
    const value = w > 0 ? load<f64>(sums + (<usize>k << 3), 16) / w : 0;
    store<f32>(target + (<usize>k << 2), <f32>value);
  }
  leafCount++;
}

let sawMissing: bool = false;

/** Stable on both sides; returns how many go left. */
function partition(from: i32, count: i32): i32 {
  const column = codes + <usize>bestFeature * <usize>rows;
  const start = list + <usize>from * ELEMENT;
  const end = start + <usize>count * ELEMENT;
  let left = start;
  let right = spare;
  sawMissing = false;
  for (let at = start; at < end; at += ELEMENT) {
    const code = <i32>load<u8>(column + <usize>load<u32>(at));
    if (code == 255) sawMissing = true;
    const goes = code == 255 ? bestMissingLeft != 0 : code <= bestCut;
    const target = goes ? left : right;
    store<i64>(target, load<i64>(at));
    store<f64>(target, load<f64>(at, 8), 8);
    store<f64>(target, load<f64>(at, 16), 16);
    if (goes) left += ELEMENT;
    else right += ELEMENT;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - start) / ELEMENT);
}

/** The tree's answers for rows it has not seen, as whole numbers: any order of adding gives the same bits. */
function addLeftOut(): void {
  const scale = bagScale();
  for (let row = 0; row < rows; row++) {
    if (load<i32>(counts + (<usize>row << 2)) != 0) continue;
    let node = nodes;
    for (let column = load<i32>(node); column >= 0; column = load<i32>(node)) {
      const code = <i32>load<u8>(codes + <usize>column * <usize>rows + row);
      const left = code == 255 ? load<i32>(node, 8) != 0 : code <= load<i32>(node, 4);
      node = nodes + <usize>(load<i32>(node, 12) + (left ? 0 : 1)) * NODE;
    }
    const leaf = leafValues + <usize>load<i32>(node, 12) * <usize>values * 4;
    for (let k = 0; k < values; k++) {
      const whole = <i64>Math.round(<f64>load<f32>(leaf + (<usize>k << 2)) * scale);
      atomic.add<i64>(bagSum + ((<usize>row * <usize>values + <usize>k) << 3), whole);
    }
    atomic.add<i32>(bagCount + (<usize>row << 2), 1);
  }
}
