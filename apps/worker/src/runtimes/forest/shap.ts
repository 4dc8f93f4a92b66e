import { explainBlocks } from '../explain-blocks';
import type { FeatureSpec, PathShap } from '../model-runtime';
import { createShap, type ShapTrees, shapBase, shapWork } from '../tree-shap';
import { type ForestModel, MISSING_LEFT, NODE_CATEGORY, NODE_LEAF } from './model';
import { createEncoder, encodeColumn } from './scorer';

/** What each feature adds to the score of boosted trees: log-odds of classes, logarithms of counts, or the number itself. */
export function forestShap(model: ForestModel, specs: readonly FeatureSpec[]): PathShap {
  const trees = shapTrees(model);
  const encoder = createEncoder(model, specs);
  return {
    outputs: model.outputs,
    of: model.task === 'regression' && !model.exponential ? 'answer' : 'score',
    work: shapWork(trees),
    base: shapBase(trees).map((mean, output) => model.initialScores[output]! + mean),
    explain: explainBlocks({
      specs,
      outputs: model.outputs,
      read(columns, part, block) {
        columns.forEach((column, feature) => {
          encodeColumn(encoder, column, { feature, ...part }, block);
        });
      },
      addRow: createShap(trees, specs.length),
    }),
  };
}

function shapTrees(model: ForestModel): ShapTrees {
  const { treeStart, kind, feature, left, rows, cut, masks, value, outputs } = model;
  return {
    treeStart,
    values: 1,
    outputs,
    outputOf: (tree) => tree % outputs,
    isLeaf: (node) => kind[node] === NODE_LEAF,
    feature,
    left,
    rows,
    valueOf: (leaf) => value[leaf]!,
    goesLeft(node, block, at) {
      const x = block[at + feature[node]!]!;
      if ((kind[node]! & NODE_CATEGORY) !== 0) return (masks[cut[node]! * 32 + (x >> 3)]! & (1 << (x & 7))) !== 0;
      return Number.isNaN(x) ? (kind[node]! & MISSING_LEFT) !== 0 : x <= cut[node]!;
    },
  };
}
