// Values of leaves and what they add to the scores.
import {
  blockSums,
  constrained,
  elems,
  gradientOf,
  hessianOf,
  label,
  loss,
  me,
  POISSON,
  QUANTILE,
  score,
  shareFrom,
  shareTo,
  SQUARED,
  SUM_BLOCK,
  threads,
  weight,
  weighted,
} from './layout';
import { answerAt, rowsPadded } from './gradients';
import { gradientScale, hessianScale, l1Raw, l2, learningRate, longestStep, softThreshold } from './limits';
import { leafAt } from './leaves';
import { residualQuantile } from './renew';
import { nodeAt } from './tree-out';
import { barrier } from './sync';

/** Newton step of each leaf, written by thread 0 into the tree. Not for log loss: from true sums, in blocks. */
export function valueLeaves(open: i32, output: i32): void {
  const exact = loss == SQUARED || loss == POISSON;
  if (exact) sumBlocks(open, output);
  if (loss == QUANTILE) renewLeaves(open);
  if (exact || loss == QUANTILE) barrier();
  let block = 0;
  for (let leaf = 0; leaf < open; leaf++) {
    const total = load<i64>(leafAt(leaf), 24);
    let g = gradientOf(total) * gradientScale;
    let h = hessianOf(total) * hessianScale;
    if (exact) {
      g = 0;
      h = 0;
      for (let left = load<i32>(leafAt(leaf), 4); left > 0; left -= SUM_BLOCK) {
        g += load<f64>(blockSums + (<usize>block << 4));
        h += load<f64>(blockSums + (<usize>block << 4), 8);
        block++;
      }
    }
    // With no rows at all the step is 0, not 0 / 0.
    let step = softThreshold(g, l1Raw) / (h + l2 * hessianScale);
    if (loss == QUANTILE) step = -load<f64>(blockSums + (<usize>leaf << 4));
    step = max<f64>(-longestStep, min<f64>(longestStep, step));
    if (constrained) step = withinBounds(step, leafAt(leaf));
    const value = -learningRate * step;
    // Every thread keeps it in its own table; the tree is thread 0's to write.
    store<f64>(leafAt(leaf), value, 104);
    if (me == 0) store<f64>(nodeAt(load<i32>(leafAt(leaf), 16)), value, 16);
  }
}

/** Bounds are in quantised units, and of values: steps with the other sign. */
function withinBounds(step: f64, leaf: usize): f64 {
  const unit = gradientScale / hessianScale;
  return max<f64>(-load<f64>(leaf, 120) * unit, min<f64>(-load<f64>(leaf, 112) * unit, step));
}

/** Each leaf's value is a quantile of its residuals; leaves are dealt to the threads. */
function renewLeaves(open: i32): void {
  for (let leaf = me; leaf < open; leaf += threads) {
    const found = residualQuantile(load<i32>(leafAt(leaf)), load<i32>(leafAt(leaf), 4));
    store<f64>(blockSums + (<usize>leaf << 4), found);
  }
}

/** True sums over blocks of each leaf's elements, counted from the leaf's start; blocks are dealt to the threads. */
function sumBlocks(open: i32, output: i32): void {
  const scores = score + ((<usize>output * rowsPadded()) << 3);
  let block = 0;
  for (let leaf = 0; leaf < open; leaf++) {
    const from = load<i32>(leafAt(leaf));
    const to = from + load<i32>(leafAt(leaf), 4);
    for (let start = from; start < to; start += SUM_BLOCK) {
      if (block % threads == me) sumBlock(scores, start, min<i32>(start + SUM_BLOCK, to), block);
      block++;
    }
  }
}

function sumBlock(scores: usize, from: i32, to: i32, block: i32): void {
  let g: f64 = 0;
  let h: f64 = 0;
  for (let at = from; at < to; at++) {
    const row = <usize>load<u32>(elems + (<usize>at << 3));
    const w: f64 = weighted ? <f64>load<f32>(weight + (row << 2)) : 1;
    const answer = answerAt(scores, <i32>row);
    g += w * (answer - load<f64>(label + (row << 3)));
    h += loss == POISSON ? w * answer : w;
  }
  store<f64>(blockSums + (<usize>block << 4), g);
  store<f64>(blockSums + (<usize>block << 4), h, 8);
}

/** Adds each leaf's value to the scores of its rows: every thread a share of every leaf. */
export function addLeafScores(open: i32, output: i32): void {
  const scores = score + ((<usize>output * rowsPadded()) << 3);
  for (let leaf = 0; leaf < open; leaf++) {
    const from = load<i32>(leafAt(leaf));
    const count = load<i32>(leafAt(leaf), 4);
    const value = load<f64>(leafAt(leaf), 104);
    const to = from + shareTo(count);
    for (let at = from + shareFrom(count); at < to; at++) {
      const place = scores + (<usize>load<u32>(elems + (<usize>at << 3)) << 3);
      store<f64>(place, load<f64>(place) + value);
    }
  }
}

/** Value of the finished tree for one row of column-major codes, `stride` rows a column. */
export function walk(codes: usize, stride: usize, row: i32): f64 {
  let node = nodeAt(0);
  for (let column = load<i32>(node); column >= 0; column = load<i32>(node)) {
    const code = load<u8>(codes + <usize>column * stride + row);
    node = nodeAt(load<i32>(node, 12) + 1 - load<u8>(node + 64 + <usize>code));
  }
  return load<f64>(node, 16);
}
