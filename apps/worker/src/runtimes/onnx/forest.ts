import { decodeForest } from '../forest/codec';
import { type ForestModel, MISSING_LEFT, NODE_CATEGORY, NODE_LEAF } from '../forest/model';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import { type ForestColumns, forestColumns } from './forest-columns';
import type { OnnxGraph } from './graph';
import { leafSums } from './leaf-sums';
import { addLeaf, addSplit, createEnsemble, type Ensemble } from './tree-nodes';

/**
 * Trees as a TreeEnsembleRegressor whose sums become answers outside of it. A TreeEnsembleClassifier of two classes whose
 * leaves name both would always answer with the positive one in ONNX Runtime.
 */
export function writeForest(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeForest(stored);
  const columns = forestColumns(graph, model, stored.features);
  const sums = leafSums(graph, {
    matrix: columns.matrix,
    ensemble: ensembleOf(model, columns),
    targets: model.outputs,
  });
  const start = graph.constant('double', [1, model.outputs], model.initialScores);
  const scores = graph.node('Add', { inputs: [sums, start] });
  if (stored.classes === undefined)
    numberAnswer(graph, model.exponential ? graph.node('Exp', { inputs: [scores] }) : scores);
  else classAnswer(graph, scores, stored.classes);
}

function ensembleOf(model: ForestModel, columns: ForestColumns): Ensemble {
  const ensemble = createEnsemble();
  const trees = model.treeStart.length - 1;
  for (let tree = 0; tree < trees; tree++) addTree(ensemble, { model, columns, tree });
  // An ensemble without a tree cannot be read: one that adds nothing stands for it.
  if (trees === 0) addLeaf(ensemble, { tree: 0, node: 0, target: 0, weights: [0] });
  return ensemble;
}

/**
 * Cuts are float32 already, and numbers are compared as float32: `x <= cut` is the same question on both sides, at the cut
 * too. A category asks for the column of its mask, which is 0 on the left.
 */
function addTree(ensemble: Ensemble, o: { model: ForestModel; columns: ForestColumns; tree: number }): void {
  const { model, columns, tree } = o;
  const first = model.treeStart[tree]!;
  const end = model.treeStart[tree + 1]!;
  for (let at = first; at < end; at++) {
    const kind = model.kind[at]!;
    const node = at - first;
    if (kind === NODE_LEAF) {
      addLeaf(ensemble, { tree, node, target: tree % model.outputs, weights: [model.value[at]!] });
      continue;
    }
    const feature = model.feature[at]!;
    const category = (kind & NODE_CATEGORY) !== 0;
    addSplit(ensemble, {
      tree,
      node,
      column: category ? columns.ofMask(feature, model.cut[at]!) : columns.ofNumber(feature),
      value: category ? 0.5 : model.cut[at]!,
      missingLeft: !category && (kind & MISSING_LEFT) !== 0,
      left: model.left[at]! - first,
    });
  }
}
