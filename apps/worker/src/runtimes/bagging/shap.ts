import { explainBlocks } from '../explain-blocks';
import type { FeatureSpec, PathShap } from '../model-runtime';
import { createShap, type ShapTrees, shapBase, shapWork } from '../tree-shap';
import { type BagModel, KIND_LEAF, KIND_MISSING_LEFT } from './model';
import { bagReaders, readBlock } from './scorer';

/** What each feature adds to the answer of averaged trees: the share of the second class or of each, or the number. */
export function bagShap(model: BagModel, specs: readonly FeatureSpec[]): PathShap {
  const trees = shapTrees(model);
  const readers = bagReaders(model, specs);
  return {
    outputs: model.values,
    of: 'answer',
    work: shapWork(trees),
    base: shapBase(trees).map((mean) => model.base + mean),
    explain: explainBlocks({
      specs,
      outputs: model.values,
      read: (columns, part, block) => readBlock(readers, columns, part, block),
      addRow: createShap(trees, specs.length),
    }),
  };
}

function shapTrees(model: BagModel): ShapTrees {
  const { treeStart, kind, feature, left, rows, cut, leaves, values } = model;
  const count = treeStart.length - 1;
  return {
    treeStart,
    values,
    outputs: values,
    outputOf: () => 0,
    isLeaf: (node) => kind[node] === KIND_LEAF,
    feature,
    left,
    rows,
    valueOf: (leaf, k) => leaves[left[leaf]! * values + k]! / count,
    goesLeft(node, block, at) {
      const x = block[at + feature[node]!]!;
      return Number.isNaN(x) ? kind[node] === KIND_MISSING_LEFT : x <= cut[node]!;
    },
  };
}
