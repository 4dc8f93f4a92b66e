import { decodeForest } from '../forest/codec';
import { type ForestModel, MISSING_LEFT, NODE_CATEGORY, NODE_LEAF } from '../forest/model';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import { type ForestColumns, forestColumns } from './forest-columns';
import type { OnnxAttribute, OnnxGraph } from './graph';

/** Code of the type DOUBLE, for Cast. */
const double = 11;

/**
 * Trees as a TreeEnsembleRegressor whose sums become answers outside of it. A TreeEnsembleClassifier of two classes whose
 * leaves name both would always answer with the positive one in ONNX Runtime. Where the sums start from is added in
 * doubles: a large mean would cost the leaves their digits in float32.
 */
export function writeForest(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeForest(stored);
  const columns = forestColumns(graph, model, stored.features);
  const sums = graph.node('TreeEnsembleRegressor', {
    domain: 'ml',
    inputs: [columns.matrix],
    attributes: { ...ensembleAttributes(model, columns), n_targets: { kind: 'int', value: model.outputs } },
  });
  const wide = graph.node('Cast', { inputs: [sums], attributes: { to: { kind: 'int', value: double } } });
  const start = graph.constant('double', [1, model.outputs], model.initialScores);
  const scores = graph.node('Add', { inputs: [wide, start] });
  if (stored.classes === undefined) numberAnswer(graph, scores);
  else classAnswer(graph, scores, stored.classes);
}

type Nodes = {
  tree: number[];
  node: number[];
  feature: number[];
  mode: string[];
  value: number[];
  missing: number[];
  yes: number[];
  no: number[];
};
type Leaves = { tree: number[]; node: number[]; target: number[]; weight: number[] };

function ensembleAttributes(model: ForestModel, columns: ForestColumns): Record<string, OnnxAttribute> {
  const nodes: Nodes = { tree: [], node: [], feature: [], mode: [], value: [], missing: [], yes: [], no: [] };
  const leaves: Leaves = { tree: [], node: [], target: [], weight: [] };
  const trees = model.treeStart.length - 1;
  for (let tree = 0; tree < trees; tree++) addTree({ model, columns, tree, nodes, leaves });
  // An ensemble without a tree cannot be read: one that adds nothing stands for it.
  if (trees === 0) addLeaf({ nodes, leaves }, { tree: 0, node: 0, target: 0, weight: 0 });
  const ints = (values: number[]): OnnxAttribute => ({ kind: 'ints', values });
  const floats = (values: number[]): OnnxAttribute => ({ kind: 'floats', values });
  return {
    nodes_treeids: ints(nodes.tree),
    nodes_nodeids: ints(nodes.node),
    nodes_featureids: ints(nodes.feature),
    nodes_modes: { kind: 'texts', values: nodes.mode },
    nodes_values: floats(nodes.value),
    nodes_truenodeids: ints(nodes.yes),
    nodes_falsenodeids: ints(nodes.no),
    nodes_missing_value_tracks_true: ints(nodes.missing),
    target_treeids: ints(leaves.tree),
    target_nodeids: ints(leaves.node),
    target_ids: ints(leaves.target),
    target_weights: floats(leaves.weight),
    aggregate_function: { kind: 'text', value: 'SUM' },
    post_transform: { kind: 'text', value: 'NONE' },
  };
}

type Ensemble = { nodes: Nodes; leaves: Leaves };
type Leaf = { tree: number; node: number; target: number; weight: number };

/**
 * Cuts are float32 already, and numbers are compared as float32: `x <= cut` is the same question on both sides, at the cut
 * too. A category asks for the column of its mask, which is 0 on the left.
 */
function addTree(o: Ensemble & { model: ForestModel; columns: ForestColumns; tree: number }): void {
  const { model, columns, tree, nodes } = o;
  const first = model.treeStart[tree]!;
  const end = model.treeStart[tree + 1]!;
  for (let at = first; at < end; at++) {
    const kind = model.kind[at]!;
    const node = at - first;
    if (kind === NODE_LEAF) {
      addLeaf(o, { tree, node, target: tree % model.outputs, weight: model.value[at]! });
      continue;
    }
    const feature = model.feature[at]!;
    const category = (kind & NODE_CATEGORY) !== 0;
    const left = model.left[at]! - first;
    nodes.tree.push(tree);
    nodes.node.push(node);
    nodes.feature.push(category ? columns.ofMask(feature, model.cut[at]!) : columns.ofNumber(feature));
    nodes.mode.push('BRANCH_LEQ');
    nodes.value.push(category ? 0.5 : model.cut[at]!);
    nodes.missing.push(!category && (kind & MISSING_LEFT) !== 0 ? 1 : 0);
    nodes.yes.push(left);
    nodes.no.push(left + 1);
  }
}

function addLeaf({ nodes, leaves }: Ensemble, leaf: Leaf): void {
  nodes.tree.push(leaf.tree);
  nodes.node.push(leaf.node);
  nodes.feature.push(0);
  nodes.mode.push('LEAF');
  nodes.value.push(0);
  nodes.missing.push(0);
  nodes.yes.push(0);
  nodes.no.push(0);
  leaves.tree.push(leaf.tree);
  leaves.node.push(leaf.node);
  leaves.target.push(leaf.target);
  leaves.weight.push(leaf.weight);
}
