// The grown tree, written by thread 0 and read by all after the next meeting. Head of 64 bytes: nodes 0, leaves 4,
// gradient scale 8, hessian scale 16. A node: column 0 (-1: leaf), threshold 4 (-1: a group of categories), missing left 8,
// first child 12, value 16, gain 24, rows 32, from 64 on a byte per bin code: 1 goes left.
import { NODE_BYTES, treeOut } from './layout';

// @ts-ignore: decorator
@inline
export function nodeAt(node: i32): usize {
  return treeOut + 64 + <usize>node * NODE_BYTES;
}

export function writeLeaf(node: i32, count: i32): void {
  const at = nodeAt(node);
  memory.fill(at, 0, 64);
  store<i32>(at, -1);
  store<i32>(at, count, 32);
}

/** Turns a leaf into a split as `split` (candidate.ts) says; `table` is the go-left table. */
export function writeSplit(node: i32, split: usize, left: i32, table: usize): void {
  const at = nodeAt(node);
  store<i32>(at, load<i32>(split, 8));
  store<i32>(at, load<i32>(split, 12), 4);
  store<i32>(at, load<u8>(table, 255), 8);
  store<i32>(at, left, 12);
  store<f64>(at, load<f64>(split), 24);
  memory.copy(at + 64, table, 256);
}

/** Go-left table of a split; what no row of the node decides is settled by `settleEmpty`. */
export function fillTable(split: usize, table: usize): void {
  const cut = load<i32>(split, 12);
  memory.fill(table, 0, 256);
  if (cut >= 0) {
    memory.fill(table, 1, <usize>cut + 1);
    store<u8>(table, <u8>load<i32>(split, 16), 255);
    return;
  }
  for (let code = 0; code < 256; code++) {
    store<u8>(table + code, <u8>((<u32>load<u8>(split + 32 + (<usize>code >> 3)) >> (code & 7)) & 1));
  }
}

/** A byte per bin code that the feature has: 1 when rows of the node lie there. `last`: its last cell. Read before anybody changes the node's histogram. */
export function noteFilled(cells: usize, last: u32, filled: usize): void {
  for (let code: u32 = 0; code < 256; code++) {
    store<u8>(filled + <usize>code, load<i64>(cells + (<usize>(code & last) << 3)) != 0 ? 1 : 0);
  }
}

/** Missing values, and categories the node has not seen, go to the side with more rows. `levels` -1: a number. */
export function settleEmpty(table: usize, filled: usize, levels: i32, side: u8): void {
  for (let code = 0; code < levels; code++) if (load<u8>(filled + code) == 0) store<u8>(table + code, side);
  if (levels >= 0 && load<u8>(filled, 254) == 0) store<u8>(table, side, 254);
  if (load<u8>(filled, 255) == 0) store<u8>(table, side, 255);
}
