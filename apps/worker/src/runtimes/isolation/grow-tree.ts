import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { meanPath } from './path-length';

/** Nodes of one tree under way; children of node n stand at `left[n]` and `left[n] + 1`. */
export type GrownTree = {
  /** -1: a leaf. */
  feature: number[];
  /** A split: cells up to it go left. A leaf: steps to here and on, had the tree been grown to the end. */
  value: number[];
  left: number[];
  /** Where a row without a cell goes: 0 left, 1 right, to the child with more rows. */
  missing: number[];
};

type Growing = { tree: GrownTree; columns: readonly Float64Array[]; random: SeededRandom; deepest: number };

/**
 * A tree of random splits over some rows, so deep that a row among so many others would be alone on average: odd rows
 * are alone much sooner. Each split takes a column that differs among the rows, and a place between its ends.
 */
export function growTree(
  columns: readonly Float64Array[],
  rows: Int32Array,
  { random, deepest }: { random: SeededRandom; deepest: number },
): GrownTree {
  const tree: GrownTree = { feature: [], value: [], left: [], missing: [] };
  addNode(tree);
  grow({ tree, columns, random, deepest }, { node: 0, rows, depth: 0 });
  return tree;
}

function addNode(tree: GrownTree): number {
  tree.feature.push(-1);
  tree.value.push(0);
  tree.left.push(0);
  tree.missing.push(0);
  return tree.feature.length - 1;
}

function grow(growing: Growing, { node, rows, depth }: { node: number; rows: Int32Array; depth: number }): void {
  const { tree, columns, random, deepest } = growing;
  const split = rows.length > 1 && depth < deepest ? chooseSplit(columns, rows, random) : null;
  if (split === null) {
    tree.value[node] = depth + meanPath(rows.length);
    return;
  }
  const values = columns[split.feature]!;
  const below = rows.filter((row) => values[row]! <= split.value);
  const above = rows.filter((row) => values[row]! > split.value);
  const left = addNode(tree);
  const right = addNode(tree);
  tree.feature[node] = split.feature;
  tree.value[node] = split.value;
  tree.left[node] = left;
  tree.missing[node] = above.length > below.length ? 1 : 0;
  grow(growing, { node: left, rows: below, depth: depth + 1 });
  grow(growing, { node: right, rows: above, depth: depth + 1 });
}

/** A random column that is not the same in all rows, and a random place in it; null where all are the same. */
function chooseSplit(
  columns: readonly Float64Array[],
  rows: Int32Array,
  random: SeededRandom,
): { feature: number; value: number } | null {
  const left = Array.from(columns.keys());
  while (left.length > 0) {
    const place = random.int(left.length);
    const feature = left[place]!;
    const [low, high] = rangeOf(columns[feature]!, rows);
    if (high > low) {
      const value = low + random.next() * (high - low);
      // Rounding may reach the upper end, above which there is no row.
      return { feature, value: value < high ? value : low };
    }
    left[place] = left.at(-1)!;
    left.pop();
  }
  return null;
}

function rangeOf(values: Float64Array, rows: Int32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = values[row]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
