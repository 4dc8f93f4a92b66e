import type { TargetTask } from '../model-runtime';
import { cellCount, cellOfCode, codeOfCell, type FeatureBinning, valueBins } from './binned-table';
import { createLoss, type Loss, type LossRows } from './losses';
import type { ForestParams } from './params';
import type { Scales } from './quantise';

/**
 * Naive trainer for tests: whole numbers as BigInt, sums counted anew for every candidate, plain objects. It shares nothing
 * with the kernels: derivatives and their quantisation are told over in reference-derivatives.ts.
 */
export type ReferenceNode = {
  rows: number[];
  column: number;
  /** Cells of the column that go left. */
  leftCells: Set<number>;
  children: [ReferenceNode, ReferenceNode] | null;
  value: number;
};

/** Limits and regularisation in quantised units, fixed for one tree. */
export type SearchLimits = {
  l2: number;
  l1: number;
  minRows: number;
  minHessian: number;
  /** Added to l2 for groups of categories. */
  categoryL2: number;
  /** Added to the hessian when categories are put in order. */
  categorySmooth: number;
  /** Least rows a category group must add before it is weighed. */
  groupRows: number;
};

type Sums = { g: bigint; h: bigint };
type Split = { gain: number; column: number; leftCells: Set<number> };
type Tree = {
  binnings: readonly FeatureBinning[];
  cell(row: number, column: number): number;
  gq: bigint[];
  hq: bigint[];
  params: ForestParams;
  scales: Scales;
  limits: SearchLimits;
};

/** Derivatives of one tree: in double precision for exact leaves, and as whole numbers. */
export type Derived = {
  gradient: Float64Array;
  hessian: Float64Array;
  gq: bigint[];
  hq: bigint[];
  scales: Scales;
  limits: SearchLimits;
};

export type Derive = (tree: {
  loss: Loss;
  train: LossRows;
  scores: Float64Array;
  output: number;
  seed: number;
  params: ForestParams;
}) => Derived;

/** All trees of a fit without validation, sampling or weights of 0, in the order they were grown. */
export function referenceFit(options: {
  task: TargetTask;
  classes: number;
  train: LossRows;
  binnings: readonly FeatureBinning[];
  code(row: number, column: number): number;
  params: ForestParams;
  treeSeed(round: number, output: number): number;
  /** Derivatives and their quantisation. */
  derive: Derive;
}): ReferenceNode[] {
  const { task, classes, train, binnings, params } = options;
  const loss = createLoss(task, classes, params);
  const scores = new Float64Array(train.rows * loss.outputs);
  const start = loss.initialScores(train);
  for (let i = 0; i < scores.length; i++) scores[i] = start[i % loss.outputs]!;
  const trees: ReferenceNode[] = [];
  for (let round = 1; round <= params.rounds; round++) {
    for (let output = 0; output < loss.outputs; output++) {
      const seed = options.treeSeed(round, output);
      const { gradient, hessian, gq, hq, scales, limits } = options.derive({
        loss,
        train,
        scores,
        output,
        seed,
        params,
      });
      const cell = (row: number, column: number) => cellOfCode(binnings[column]!, options.code(row, column));
      const tree = growNaively({ binnings, cell, gq, hq, params, scales, limits }, train.rows);
      for (const leaf of leavesOf(tree)) {
        leaf.value = leafValue(leaf, { loss, gradient, hessian, gq, hq, scales, params });
        for (const row of leaf.rows) scores[row * loss.outputs + output]! += leaf.value;
      }
      trees.push(tree);
    }
    if (loss.mean(train, scores) < 1e-12) break;
  }
  return trees;
}

function growNaively(tree: Tree, rows: number): ReferenceNode {
  const root = createNode(Array.from({ length: rows }, (_, row) => row));
  const leaves = [{ node: root, split: bestSplit(tree, root) }];
  while (leaves.length < tree.params.leaves) {
    let at = -1;
    leaves.forEach(({ split }, i) => {
      if (split !== null && (at < 0 || split.gain > leaves[at]!.split!.gain)) at = i;
    });
    if (at < 0) break;
    const { node, split } = leaves[at]!;
    if (split === null) break;
    const goesLeft = (row: number) => split.leftCells.has(tree.cell(row, split.column));
    const left = createNode(node.rows.filter(goesLeft));
    const right = createNode(node.rows.filter((row) => !goesLeft(row)));
    node.column = split.column;
    node.leftCells = withEmptyCells(tree, node, split, left.rows.length >= right.rows.length);
    node.children = [left, right];
    leaves[at] = { node: left, split: bestSplit(tree, left) };
    leaves.push({ node: right, split: bestSplit(tree, right) });
  }
  return root;
}

function createNode(rows: number[]): ReferenceNode {
  return { rows, column: -1, leftCells: new Set(), children: null, value: 0 };
}

/** Cells no row of the node lies in go to the larger side: missing ones, and for categories all. */
function withEmptyCells(tree: Tree, node: ReferenceNode, split: Split, largerIsLeft: boolean): Set<number> {
  const binning = tree.binnings[split.column]!;
  const filled = new Set(node.rows.map((row) => tree.cell(row, split.column)));
  const cells = new Set(split.leftCells);
  for (let cell = binning.kind === 'number' ? valueBins(binning) : 0; cell < cellCount(binning); cell++) {
    if (filled.has(cell)) continue;
    if (largerIsLeft) cells.add(cell);
    else cells.delete(cell);
  }
  return cells;
}

function bestSplit(tree: Tree, node: ReferenceNode): Split | null {
  const { params, limits } = tree;
  if (node.rows.length < 2 * params.minRowsPerLeaf) return null;
  const total = sumOf(tree, node.rows);
  const score = scoreOf(total, tree, limits.l2);
  let best: Split | null = null;
  let most = score * 1e-10;
  tree.binnings.forEach((binning, column) => {
    for (const { leftCells, l2, least } of candidates(tree, node, binning, column)) {
      const left = sumOf(
        tree,
        node.rows.filter((row) => leftCells.has(tree.cell(row, column))),
      );
      const right = { g: total.g - left.g, h: total.h - left.h };
      const rowsPerHessian = node.rows.length / Number(total.h);
      const enough = (sums: Sums, rows: number) =>
        Number(sums.h) >= Math.max(limits.minHessian, (rows - 1e-9) / rowsPerHessian);
      if (!enough(left, params.minRowsPerLeaf) || !enough(right, Math.max(params.minRowsPerLeaf, least))) continue;
      const a = Number(left.h) + l2;
      const b = Number(right.h) + l2;
      const gl = shrink(Number(left.g), limits.l1);
      const gr = shrink(Number(right.g), limits.l1);
      const gain = (gl * gl * b + gr * gr * a) / (a * b) - score;
      if (gain > most) {
        most = gain;
        best = { gain, column, leftCells };
      }
    }
  });
  return best;
}

type Proposal = { leftCells: Set<number>; l2: number; least: number };

function candidates(tree: Tree, node: ReferenceNode, binning: FeatureBinning, column: number): Proposal[] {
  const filled = [...new Set(node.rows.map((row) => tree.cell(row, column)))].sort((a, b) => a - b);
  const missing = valueBins(binning);
  if (binning.kind === 'number') {
    const values = filled.filter((cell) => cell !== missing);
    const upTo = (cut: number, also: number[]) =>
      new Set([...Array.from({ length: cut + 1 }, (_, cell) => cell), ...also]);
    const plain = { l2: tree.limits.l2, least: 0 };
    const right = values.map((cut) => ({ ...plain, leftCells: upTo(cut, []) }));
    return filled.includes(missing)
      ? [...right, ...values.map((cut) => ({ ...plain, leftCells: upTo(cut, [missing]) }))]
      : right;
  }
  if (filled.length < 2) return [];
  if (binning.levels.length <= 4)
    return filled.map((cell) => ({ leftCells: new Set([cell]), l2: tree.limits.l2, least: 0 }));
  return groupCandidates(tree, node, filled, column);
}

function groupCandidates(tree: Tree, node: ReferenceNode, filled: number[], column: number): Proposal[] {
  const { limits } = tree;
  const sums = new Map(
    filled.map((cell) => [
      cell,
      sumOf(
        tree,
        node.rows.filter((row) => tree.cell(row, column) === cell),
      ),
    ]),
  );
  const ratio = (cell: number) => Number(sums.get(cell)!.g) / (Number(sums.get(cell)!.h) + limits.categorySmooth);
  const ordered = [...filled].sort((a, b) => ratio(a) - ratio(b) || a - b);
  const total = sumOf(tree, node.rows);
  const perRow = Number(total.h) / node.rows.length;
  const proposals: Proposal[] = [];
  for (const list of [ordered, [...ordered].reverse()]) {
    let grouped = 0;
    let left = 0;
    for (let size = 1; size <= Math.min(32, (list.length + 1) >> 1); size++) {
      const hessian = Number(sums.get(list[size - 1]!)!.h);
      grouped += hessian;
      left += hessian;
      if (
        grouped < limits.groupRows * perRow ||
        left < Math.max(limits.minHessian, (limits.minRows - 1e-9) / (1 / perRow))
      )
        continue;
      grouped = 0;
      proposals.push({
        leftCells: new Set(list.slice(0, size)),
        l2: limits.l2 + limits.categoryL2,
        least: limits.groupRows,
      });
    }
  }
  return proposals;
}

function sumOf({ gq, hq }: Tree, rows: readonly number[]): Sums {
  return rows.reduce((sum, row) => ({ g: sum.g + gq[row]!, h: sum.h + hq[row]! }), { g: 0n, h: 0n });
}

function scoreOf(sums: Sums, { limits }: Tree, l2: number): number {
  const g = shrink(Number(sums.g), limits.l1);
  return (g * g) / (Number(sums.h) + l2);
}

function shrink(value: number, amount: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - amount);
}

function leavesOf(node: ReferenceNode): ReferenceNode[] {
  return node.children === null ? [node] : node.children.flatMap(leavesOf);
}

function leafValue(
  leaf: ReferenceNode,
  facts: {
    loss: Loss;
    gradient: Float64Array;
    hessian: Float64Array;
    gq: bigint[];
    hq: bigint[];
    scales: Scales;
    params: ForestParams;
  },
): number {
  const { scales, params } = facts;
  const exact = facts.loss.exactLeaves;
  const whole = (values: bigint[]) => Number(leaf.rows.reduce((sum, row) => sum + values[row]!, 0n));
  const real = (values: Float64Array) => leaf.rows.reduce((sum, row) => sum + values[row]!, 0);
  const g = exact ? real(facts.gradient) : whole(facts.gq) * scales.gradient;
  const h = exact ? real(facts.hessian) : whole(facts.hq) * scales.hessian;
  const step = shrink(g, params.l1) / (h + (params.l2 / scales.hessian + 1e-9) * scales.hessian);
  const { longestStep } = facts.loss;
  return -params.learningRate * Math.max(-longestStep, Math.min(longestStep, step));
}

/** Bin codes of a feature that a node sends left. */
export function leftCodes(node: ReferenceNode, binning: FeatureBinning): Set<number> {
  return new Set([...node.leftCells].map((cell) => codeOfCell(binning, cell)));
}
