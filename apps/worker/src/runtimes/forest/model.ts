import type { TargetTask } from '../model-runtime';
import type { CodedTable, FeatureBinning } from './binned-table';
import type { GrownTree } from './grown-tree';

/** Node kinds; a split adds 4 when missing values go left. */
export const NODE_LEAF = 0;
export const NODE_NUMBER = 1;
export const NODE_CATEGORY = 2;
export const MISSING_LEFT = 4;

/**
 * A tree ensemble as typed arrays, one entry per node over all trees. Siblings are adjacent: `next = left + (right ? 1 : 0)`.
 */
export type ForestModel = {
  task: TargetTask;
  /** Scores per row; tree t adds to score t % outputs. */
  outputs: number;
  /** Answers are e^score: expected counts. */
  exponential: boolean;
  initialScores: Float64Array;
  features: readonly FeatureBinning[];
  /** First node of each tree; one more entry holds the number of nodes. */
  treeStart: Int32Array;
  kind: Uint8Array;
  feature: Int32Array;
  /** Numbers: `x <= cut` goes left. Categories: number of the mask in `masks`. */
  cut: Float32Array;
  /** First child, counted over all trees. */
  left: Int32Array;
  /** Score a leaf adds. */
  value: Float64Array;
  /** Training rows that reached the node. */
  rows: Int32Array;
  /** 32 bytes per category split: bit c of it sends category code c left. */
  masks: Uint8Array;
};

/** Collects grown trees, behind those it begins with; `finish` keeps the first `trees` of them. */
export type ForestBuilder = {
  add(tree: GrownTree, table: Pick<CodedTable, 'used' | 'binnings'>): void;
  finish(trees: number): Omit<ForestModel, 'task' | 'outputs' | 'exponential' | 'initialScores' | 'features'>;
};

export function createForestBuilder(from?: ReturnType<ForestBuilder['finish']>): ForestBuilder {
  const treeStart = Array.from(from?.treeStart ?? [0]);
  const kind = Array.from(from?.kind ?? []);
  const feature = Array.from(from?.feature ?? []);
  const cut = Array.from(from?.cut ?? []);
  const left = Array.from(from?.left ?? []);
  const value = Array.from(from?.value ?? []);
  const rows = Array.from(from?.rows ?? []);
  const masks = Array.from(from?.masks ?? []);

  function addSplit(tree: GrownTree, table: Pick<CodedTable, 'used' | 'binnings'>, node: number): void {
    const column = tree.column[node]!;
    const binning = table.binnings[column]!;
    const missing = tree.missingLeft[node] === 1 ? MISSING_LEFT : 0;
    feature.push(table.used[column]!);
    if (binning.kind === 'number') {
      kind.push(NODE_NUMBER | missing);
      // Behind the last cut there is none: every number goes left and only missing ones go right.
      cut.push(binning.cuts[tree.threshold[node]!] ?? Number.POSITIVE_INFINITY);
    } else {
      kind.push(NODE_CATEGORY | missing);
      cut.push(masks.length / 32);
      masks.push(...maskOf(tree.goLeft.subarray(node * 256, node * 256 + 256)));
    }
  }

  function add(tree: GrownTree, table: Pick<CodedTable, 'used' | 'binnings'>): void {
    const base = kind.length;
    for (let node = 0; node < tree.nodes; node++) {
      if (tree.column[node]! < 0) {
        kind.push(NODE_LEAF);
        feature.push(0);
        cut.push(0);
      } else addSplit(tree, table, node);
      left.push(tree.column[node]! < 0 ? 0 : base + tree.left[node]!);
      value.push(tree.value[node]!);
      rows.push(tree.rows[node]!);
    }
    treeStart.push(kind.length);
  }

  function finish(trees: number): ReturnType<ForestBuilder['finish']> {
    const nodes = treeStart[trees]!;
    const splitsByMask = kind.slice(0, nodes).filter((code) => (code & 3) === NODE_CATEGORY).length;
    return {
      treeStart: Int32Array.from(treeStart.slice(0, trees + 1)),
      kind: Uint8Array.from(kind.slice(0, nodes)),
      feature: Int32Array.from(feature.slice(0, nodes)),
      cut: Float32Array.from(cut.slice(0, nodes)),
      left: Int32Array.from(left.slice(0, nodes)),
      value: Float64Array.from(value.slice(0, nodes)),
      rows: Int32Array.from(rows.slice(0, nodes)),
      masks: Uint8Array.from(masks.slice(0, splitsByMask * 32)),
    };
  }
  return { add, finish };
}

/** 256 bytes of 0 or 1 as 32 bytes of bits. */
function maskOf(goLeft: Uint8Array): Uint8Array {
  const mask = new Uint8Array(32);
  for (let code = 0; code < 256; code++) if (goLeft[code] === 1) mask[code >> 3]! |= 1 << (code & 7);
  return mask;
}
