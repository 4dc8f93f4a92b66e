// One tree, by all threads in step. Every thread takes the same decisions from the same numbers; between two meetings
// each writes its own features, its own rows, or (thread 0) the tree.
import {
  binsCol,
  constrained,
  double,
  elems,
  exchange,
  heldCols,
  heldRows,
  heldScore,
  infoOf,
  lastOf,
  loss,
  maxLeaves,
  me,
  POISSON,
  rows,
  score,
  scratch,
  shareFrom,
  shareTo,
  SLOT_BYTES,
  SOFTMAX,
  SQUARED,
  startOf,
  threads,
  tmpLeft,
  treeOut,
  valueOf,
  weight,
  weighted,
  word,
} from './layout';
import { largestCount, largestResidual, quantise, rowsPadded, softmax } from './gradients';
import { buildHistogram, histogramAt, subtractHistogram } from './histogram';
import { boundChildren } from './bounds';
import { bestAt, LEAF_SPLIT, leafAt, reduceBest, setBounds, setLeaf, widestLeaf } from './leaves';
import { gradientScale, hessianScale, minRows, setLimits } from './limits';
import { judge } from './loss';
import { rowBits } from './numeric';
import { gather, partition } from './partition';
import { addLeafScores, valueLeaves, walk } from './scores';
import { CATEGORY, directionOf, searchLeaf } from './search';
import { barrier } from './sync';
import { fillTable, noteFilled, settleEmpty, writeLeaf, writeSplit } from './tree-out';

/** Elements of the tree, and their sum. */
let listed: i32 = 0;
let listedSum: i64 = 0;

/** Grows a tree for the output in the parameter block, values its leaves and adds it to all scores. */
export function growTree(): void {
  const output: i32 = word(41);
  chooseLimits(output);
  fillList(output);
  const open = split();
  valueLeaves(open, output);
  if (me == 0) finishHead(open);
  addLeafScores(open, output);
  barrier();
  if (word(44) != 0 || weighted) scoreUnlisted(output);
  scoreHeld(output);
}

/** The last tree of a round, and the loss after it. */
export function growAndJudge(): void {
  growTree();
  barrier();
  judge();
}

/** Places of values that threads tell each other: behind the counts of partition.ts. */
// @ts-ignore: decorator
@inline
function told(thread: i32): usize {
  return exchange + <usize>(2 * threads + thread) * SLOT_BYTES;
}

function chooseLimits(output: i32): void {
  if (loss != SQUARED && loss != POISSON) {
    if (loss == SOFTMAX && output == 0) softmax(shareFrom(rows), shareTo(rows));
    setLimits(double(3), double(4));
    return;
  }
  // told: the largest residual, at 16 the largest count; read by all after this meeting, written again after the meetings of
  // a whole tree.
  store<f64>(told(me), largestResidual(shareFrom(rows), shareTo(rows)));
  store<f64>(told(me), loss == POISSON ? largestCount(shareFrom(rows), shareTo(rows)) : 0, 16);
  barrier();
  let most: f64 = 0;
  let count: f64 = 0;
  for (let thread = 0; thread < threads; thread++) {
    most = max<f64>(most, load<f64>(told(thread)));
    count = max<f64>(count, load<f64>(told(thread), 16));
  }
  setLimits(most, loss == POISSON ? count : double(4));
}

/** Rows of weight 0 take no part; when rows are sampled, their hash decides. */
// @ts-ignore: decorator
@inline
function isListed(row: i32, sampled: bool): bool {
  if (weighted && load<f32>(weight + (<usize>row << 2)) == 0) return false;
  return !sampled || rowBits(word(46), row) < word(45);
}

/** Every thread derives its rows; with some left out the rest closes up, in row order. */
function fillList(output: i32): void {
  const from = shareFrom(rows);
  const to = shareTo(rows);
  const sampled = word(44) != 0;
  const apart = sampled || weighted;
  const target = (apart ? tmpLeft : elems) + (<usize>from << 3);
  quantise(from, to, output, word(40), target);
  let kept = to - from;
  let sum: i64 = 0;
  if (!apart) {
    for (let at = 0; at < kept; at++) sum += valueOf(load<i64>(target + (<usize>at << 3)));
  } else {
    kept = 0;
    for (let row = from; row < to; row++) {
      const element = load<i64>(target + (<usize>(row - from) << 3));
      if (!isListed(row, sampled)) continue;
      store<i64>(target + (<usize>kept << 3), element);
      sum += valueOf(element);
      kept++;
    }
  }
  // told: the sum of own elements, at 8; ordered as the residual is.
  store<i64>(told(me), sum, 8);
  listed = apart ? gather(from, kept) : rows;
  barrier();
  listedSum = 0;
  for (let thread = 0; thread < threads; thread++) listedSum += load<i64>(told(thread), 8);
}

/** Splits leaf after leaf; returns how many there are. */
function split(): i32 {
  setLeaf(0, 0, listed, 0, 0, 0, listedSum);
  setBounds(0, -Infinity, Infinity);
  if (me == 0) writeLeaf(0, listed);
  if (<f64>listed < 2 * minRows) return 1;
  buildHistogram(histogramAt(0), 0, listed);
  searchLeaf(histogramAt(0), leafAt(0), bestAt(0, me));
  barrier();
  reduceBest(0, 0);
  let open = 1;
  while (open < maxLeaves) {
    const leaf = widestLeaf(open);
    if (leaf < 0) break;
    splitLeaf(leaf, open);
    open++;
    if (open < maxLeaves) searchChildren(leaf, open - 1);
  }
  return open;
}

/** Turns a leaf into its left child and `sibling` into the right one; their histograms are still the parent's. */
function splitLeaf(leaf: i32, sibling: i32): void {
  const at = leafAt(leaf);
  const best = at + LEAF_SPLIT;
  const feature = load<i32>(best, 8);
  const info = infoOf(feature);
  const levels = load<i32>(info) == CATEGORY ? load<i32>(info, 4) : -1;
  const table = scratch + 3072;
  const filled = scratch + 3328;
  const from = load<i32>(at);
  const count = load<i32>(at, 4);
  const slot = load<i32>(at, 8);
  const depth = load<i32>(at, 12) + 1;
  const node = load<i32>(at, 16);
  const total = load<i64>(at, 24);
  const leftTotal = load<i64>(best, 24);
  fillTable(best, table);
  if (me == 0) noteFilled(histogramAt(slot) + startOf(feature), lastOf(feature), filled);
  const left = partition(from, count, binsCol + <usize>feature * <usize>rows, table);
  const child = 2 * sibling - 1;
  if (me == 0) {
    settleEmpty(table, filled, levels, left >= count - left ? 1 : 0);
    writeSplit(node, best, child, table);
    writeLeaf(child, left);
    writeLeaf(child + 1, count - left);
  }
  setLeaf(leaf, from, left, slot, depth, child, leftTotal);
  setLeaf(sibling, from + left, count - left, sibling, depth, child + 1, total - leftTotal);
  if (constrained) boundChildren(leaf, sibling, directionOf(load<i32>(info)));
}

/** The smaller child's histogram is built, the larger one's is parent minus smaller; both are searched. */
function searchChildren(leaf: i32, sibling: i32): void {
  const a = leafAt(leaf);
  const b = leafAt(sibling);
  const leftCount = load<i32>(a, 4);
  const rightCount = load<i32>(b, 4);
  if (<f64>max<i32>(leftCount, rightCount) < 2 * minRows) return;
  const parentSlot = load<i32>(a, 8);
  const freeSlot = load<i32>(b, 8);
  const smaller = leftCount <= rightCount ? a : b;
  store<i32>(smaller, freeSlot, 8);
  store<i32>(smaller == a ? b : a, parentSlot, 8);
  buildHistogram(histogramAt(freeSlot), load<i32>(smaller), load<i32>(smaller, 4));
  subtractHistogram(histogramAt(parentSlot), histogramAt(freeSlot));
  searchLeaf(histogramAt(load<i32>(a, 8)), a, bestAt(0, me));
  searchLeaf(histogramAt(load<i32>(b, 8)), b, bestAt(1, me));
  barrier();
  reduceBest(leaf, 0);
  reduceBest(sibling, 1);
}

function finishHead(open: i32): void {
  store<i32>(treeOut, 2 * open - 1);
  store<i32>(treeOut, open, 4);
  store<f64>(treeOut, gradientScale, 8);
  store<f64>(treeOut, hessianScale, 16);
}

/** Rows the tree did not see get its value by a walk. */
function scoreUnlisted(output: i32): void {
  const sampled = word(44) != 0;
  const to = shareTo(rows);
  for (let row = shareFrom(rows); row < to; row++) {
    if (isListed(row, sampled)) continue;
    const place = score + ((<usize>output * rowsPadded() + row) << 3);
    store<f64>(place, load<f64>(place) + walk(binsCol, rows, row));
  }
}

function scoreHeld(output: i32): void {
  const padded = (heldRows + 3) & ~3;
  const to = shareTo(heldRows);
  for (let row = shareFrom(heldRows); row < to; row++) {
    const place = heldScore + ((<usize>output * padded + row) << 3);
    store<f64>(place, load<f64>(place) + walk(heldCols, heldRows, row));
  }
}
