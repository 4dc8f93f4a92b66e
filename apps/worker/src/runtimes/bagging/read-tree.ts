import { type BagMemory, NODE } from './bag-memory';
import type { BagTable } from './bag-table';
import { type BagTrees, KIND_LEAF, KIND_MISSING_LEFT, KIND_SPLIT } from './model';

/** Copies the tree that a thread grew (kernels/grow.ts) and adds the gain of its splits to those of the features. */
export function readTree(
  { plan, memory, words }: BagMemory,
  thread: number,
  table: BagTable,
  gains: Float64Array,
): BagTrees {
  const { need, at } = plan;
  const nodes = words[64 + 4 * thread + 2]!;
  const leaves = words[64 + 4 * thread + 3]!;
  const place = at.nodes + thread * plan.nodes * NODE;
  const ints = new Int32Array(memory.buffer, place, (nodes * NODE) / 4);
  const doubles = new Float64Array(memory.buffer, place, (nodes * NODE) / 8);
  const values = new Float32Array(
    memory.buffer,
    at.leafValues + thread * plan.leaves * need.values * 4,
    leaves * need.values,
  );
  const tree: BagTrees = {
    treeStart: Int32Array.of(0, nodes),
    kind: new Uint8Array(nodes),
    feature: new Int32Array(nodes),
    cut: new Float32Array(nodes),
    left: new Int32Array(nodes),
    rows: new Int32Array(nodes),
    leaves: values.slice(),
  };
  for (let node = 0; node < nodes; node++) {
    const word = (node * NODE) / 4;
    const column = ints[word]!;
    tree.left[node] = ints[word + 3]!;
    tree.rows[node] = ints[word + 4]!;
    if (column < 0) {
      tree.kind[node] = KIND_LEAF;
      continue;
    }
    const feature = table.used[column]!;
    tree.kind[node] = ints[word + 2] === 1 ? KIND_MISSING_LEFT : KIND_SPLIT;
    tree.feature[node] = feature;
    tree.cut[node] = cutOf(table, feature, ints[word + 1]!);
    gains[feature]! += doubles[(node * NODE) / 8 + 3]!;
  }
  return tree;
}

/** Behind the last cut there is none: every number goes left and only missing ones go right. */
function cutOf({ binnings }: BagTable, feature: number, code: number): number {
  const binning = binnings[feature]!;
  return binning.kind === 'number' ? (binning.cuts[code] ?? Number.POSITIVE_INFINITY) : code;
}
