import { type BinnedTable, cellCount, codeOfCell, valueBins } from './binned-table';
import { MISSING_BIN } from './cuts';
import { addLeaf, createGrownTree, type GrownTree } from './grown-tree';
import { addRows, subtractCells } from './histogram';
import { createRowList, partitionRows, type RowList } from './partition';
import {
  type Candidate,
  createCandidate,
  gainFloor,
  type LeafSums,
  leafScore,
  type SearchLimits,
  searchNumber,
} from './search';
import { searchCategory } from './search-category';

type Leaf = LeafSums & { depth: number; node: number; from: number; to: number; slot: number; best: Candidate };

/** Working memory of one fit; every tree grows in the same arrays. */
export type Grower = {
  table: BinnedTable;
  maxLeaves: number;
  list: RowList;
  histograms: Float64Array;
  leaves: Leaf[];
  tree: GrownTree;
};

export function createGrower(table: BinnedTable, maxLeaves: number): Grower {
  const cells = table.start[table.binnings.length]!;
  return {
    table,
    maxLeaves,
    list: createRowList(table.rows),
    histograms: new Float64Array(cells * maxLeaves),
    leaves: Array.from({ length: maxLeaves }, createLeaf),
    tree: createGrownTree(maxLeaves),
  };
}

function createLeaf(): Leaf {
  return {
    depth: 0,
    node: 0,
    from: 0,
    to: 0,
    slot: 0,
    total: 0,
    gradient: 0,
    hessian: 0,
    rows: 0,
    score: 0,
    best: createCandidate(),
  };
}

/**
 * Grows one tree leaf by leaf from the rows at the head of the list (`count` of them, gradients packed).
 *
 * 1. The root's histogram is built and searched.
 * 2. The leaf with the largest gain is split (ties: the older leaf); its rows are partitioned in place.
 * 3. The smaller child's histogram is built, the larger one's is parent minus smaller; both are searched.
 *
 * Ends at the most leaves or when no split gains. Leaf values are left to the caller; returns the number of leaves.
 */
export function growTree(
  grower: Grower,
  options: { count: number; features: Int32Array; limits: SearchLimits },
): number {
  const { table, leaves, tree, list } = grower;
  const { count, features, limits } = options;
  const cells = table.start[table.binnings.length]!;
  tree.nodes = 0;
  const root = leaves[0]!;
  root.depth = 0;
  setLeaf(root, { node: addLeaf(tree, count), from: 0, to: count, slot: 0, total: sumPacked(list, 0, count) }, limits);
  let open = 1;
  if (count < 2 * limits.minRows) return open;
  grower.histograms.fill(0, 0, cells);
  buildHistogram(grower, root);
  searchLeaf(grower, root, features, limits);
  while (open < grower.maxLeaves) {
    const leaf = bestLeaf(leaves, open);
    if (leaf === null) break;
    const sibling = leaves[open]!;
    splitLeaf(grower, { leaf, sibling, slot: open * cells, limits });
    open++;
    if (open < grower.maxLeaves) searchChildren(grower, { leaf, sibling, features, limits, cells });
  }
  return open;
}

function setLeaf(
  leaf: Leaf,
  place: { node: number; from: number; to: number; slot: number; total: number },
  limits: SearchLimits,
): void {
  leaf.node = place.node;
  leaf.from = place.from;
  leaf.to = place.to;
  leaf.slot = place.slot;
  leaf.total = place.total;
  leaf.gradient = Math.floor(place.total / limits.base);
  leaf.hessian = place.total - leaf.gradient * limits.base;
  leaf.rows = place.to - place.from;
  leaf.score = leafScore(leaf.gradient, leaf.hessian, limits);
  leaf.best.gain = 0;
  leaf.best.feature = -1;
}

function sumPacked({ rows, packed }: RowList, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += packed[rows[at]!]!;
  return sum;
}

function buildHistogram({ table, list, histograms }: Grower, leaf: Leaf): void {
  addRows(histograms, leaf.slot, table.cells, table.binnings.length, list.rows, list.packed, leaf.from, leaf.to);
}

function searchLeaf({ table, histograms }: Grower, leaf: Leaf, features: Int32Array, limits: SearchLimits): void {
  const best = leaf.best;
  best.gain = gainFloor(leaf.score);
  best.feature = -1;
  if (leaf.depth >= limits.maxDepth || leaf.rows < 2 * limits.minRows || leaf.hessian === 0) return;
  for (let at = 0; at < features.length; at++) {
    const feature = features[at]!;
    const binning = table.binnings[feature]!;
    const from = leaf.slot + table.start[feature]!;
    if (binning.kind === 'number') searchNumber(histograms, from, valueBins(binning), feature, leaf, limits, best);
    else searchCategory(histograms, from, cellCount(binning), feature, leaf, limits, best);
  }
}

function bestLeaf(leaves: readonly Leaf[], open: number): Leaf | null {
  let best: Leaf | null = null;
  for (let at = 0; at < open; at++) {
    const leaf = leaves[at]!;
    if (leaf.best.feature >= 0 && (best === null || leaf.best.gain > best.best.gain)) best = leaf;
  }
  return best;
}

/** Writes the split into the tree, partitions the rows and turns the leaf into its left child, `sibling` into the right. */
function splitLeaf(grower: Grower, options: { leaf: Leaf; sibling: Leaf; slot: number; limits: SearchLimits }): void {
  const { table, list, tree } = grower;
  const { leaf, sibling, limits } = options;
  const { node, from, to, total, slot, best } = leaf;
  const feature = best.feature;
  leaf.depth++;
  sibling.depth = leaf.depth;
  writeSplit(grower, leaf);
  const middle = partitionRows(list, table.codes, feature * table.rows, tree.goLeft, node * 256, from, to);
  sendEmptyCells(grower, leaf, middle - from >= to - middle);
  const leftTotal = best.leftTotal;
  const left = addLeaf(tree, middle - from);
  const right = addLeaf(tree, to - middle);
  tree.left[node] = left;
  setLeaf(leaf, { node: left, from, to: middle, slot, total: leftTotal }, limits);
  setLeaf(sibling, { node: right, from: middle, to, slot: options.slot, total: total - leftTotal }, limits);
}

function writeSplit({ table, tree }: Grower, { node, best }: Leaf): void {
  const binning = table.binnings[best.feature]!;
  tree.column[node] = best.feature;
  tree.threshold[node] = best.threshold;
  tree.gain[node] = best.gain;
  const at = node * 256;
  tree.goLeft.fill(0, at, at + 256);
  if (binning.kind === 'number') {
    tree.goLeft.fill(1, at, at + best.threshold + 1);
    tree.goLeft[at + MISSING_BIN] = best.missingLeft ? 1 : 0;
  } else {
    for (let g = 0; g < best.groupSize; g++) tree.goLeft[at + codeOfCell(binning, best.group[g]!)] = 1;
  }
}

/** What no training row of the leaf decides (missing values, categories it has not seen) goes to the side with more rows. */
function sendEmptyCells({ table, tree, histograms }: Grower, { node, best, slot }: Leaf, largerIsLeft: boolean): void {
  const binning = table.binnings[best.feature]!;
  const from = slot + table.start[best.feature]!;
  const cells = cellCount(binning);
  const side = largerIsLeft ? 1 : 0;
  for (let cell = binning.kind === 'number' ? cells - 1 : 0; cell < cells; cell++) {
    if (histograms[from + cell] === 0) tree.goLeft[node * 256 + codeOfCell(binning, cell)] = side;
  }
  tree.missingLeft[node] = tree.goLeft[node * 256 + MISSING_BIN]!;
}

/** Histograms and best splits of two new leaves; nothing is built where neither can be split again. */
function searchChildren(
  grower: Grower,
  options: { leaf: Leaf; sibling: Leaf; features: Int32Array; limits: SearchLimits; cells: number },
): void {
  const { leaf, sibling, features, limits, cells } = options;
  if (Math.max(leaf.rows, sibling.rows) < 2 * limits.minRows) return;
  const parentSlot = leaf.slot;
  const freeSlot = sibling.slot;
  const smaller = leaf.rows <= sibling.rows ? leaf : sibling;
  const larger = smaller === leaf ? sibling : leaf;
  smaller.slot = freeSlot;
  larger.slot = parentSlot;
  grower.histograms.fill(0, freeSlot, freeSlot + cells);
  buildHistogram(grower, smaller);
  subtractCells(grower.histograms, parentSlot, freeSlot, cells);
  searchLeaf(grower, leaf, features, limits);
  searchLeaf(grower, sibling, features, limits);
}
