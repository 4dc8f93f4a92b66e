// This thread's own table of leaves: from 0, count 4, slot 8, depth 12, node 16, sum 24, from 40 on the best split as
// candidate.ts keeps it, value 104, and the bounds of values below it: lowest 112, highest 120. Every thread works the same table out, so that no decision has to be handed over.
import { BEST_BYTES, best, LEAF_BYTES, leafTable, threads } from './layout';

export const LEAF_SPLIT: usize = 40;

// @ts-ignore: decorator
@inline
export function leafAt(leaf: i32): usize {
  return leafTable + <usize>leaf * LEAF_BYTES;
}

export function setLeaf(leaf: i32, from: i32, count: i32, slot: i32, depth: i32, node: i32, total: i64): void {
  const at = leafAt(leaf);
  store<i32>(at, from);
  store<i32>(at, count, 4);
  store<i32>(at, slot, 8);
  store<i32>(at, depth, 12);
  store<i32>(at, node, 16);
  store<i64>(at, total, 24);
  store<f64>(at, 0, LEAF_SPLIT);
  store<i32>(at, -1, LEAF_SPLIT + 8);
}

/** Bounds of the values of a leaf and of all that comes of it, in quantised units. */
export function setBounds(leaf: i32, low: f64, high: f64): void {
  store<f64>(leafAt(leaf), low, 112);
  store<f64>(leafAt(leaf), high, 120);
}

/** Where thread `thread` leaves its best split of child `child` (0 or 1). */
// @ts-ignore: decorator
@inline
export function bestAt(child: i32, thread: i32): usize {
  return best + <usize>(child * threads + thread) * BEST_BYTES;
}

/** Takes the best over all threads in their order, which is that of the features: ties go to the lowest. */
export function reduceBest(leaf: i32, child: i32): void {
  let found: usize = 0;
  let gain: f64 = 0;
  for (let thread = 0; thread < threads; thread++) {
    const at = bestAt(child, thread);
    if (load<i32>(at, 8) < 0) continue;
    if (found == 0 || load<f64>(at) > gain) {
      found = at;
      gain = load<f64>(at);
    }
  }
  if (found != 0) memory.copy(leafAt(leaf) + LEAF_SPLIT, found, BEST_BYTES);
}

/** The leaf with the largest gain, ties to the older; -1 when none can be split. */
export function widestLeaf(open: i32): i32 {
  let chosen = -1;
  let gain: f64 = 0;
  for (let leaf = 0; leaf < open; leaf++) {
    const split = leafAt(leaf) + LEAF_SPLIT;
    if (load<i32>(split, 8) < 0) continue;
    if (chosen < 0 || load<f64>(split) > gain) {
      chosen = leaf;
      gain = load<f64>(split);
    }
  }
  return chosen;
}
