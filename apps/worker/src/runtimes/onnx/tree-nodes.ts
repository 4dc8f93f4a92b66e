import type { OnnxAttribute } from './graph';

export type TreeNodes = {
  tree: number[];
  node: number[];
  feature: number[];
  mode: string[];
  value: number[];
  missing: number[];
  yes: number[];
  no: number[];
};
export type TreeLeaves = { tree: number[]; node: number[]; target: number[]; weight: number[] };
/** Nodes of an ensemble as ai.onnx.ml wants them: a list per attribute. */
export type Ensemble = { nodes: TreeNodes; leaves: TreeLeaves };

export function createEnsemble(): Ensemble {
  return {
    nodes: { tree: [], node: [], feature: [], mode: [], value: [], missing: [], yes: [], no: [] },
    leaves: { tree: [], node: [], target: [], weight: [] },
  };
}

/** `x <= value` goes to `left`, else to the node behind it. */
export function addSplit(
  { nodes }: Ensemble,
  split: { tree: number; node: number; column: number; value: number; missingLeft: boolean; left: number },
): void {
  nodes.tree.push(split.tree);
  nodes.node.push(split.node);
  nodes.feature.push(split.column);
  nodes.mode.push('BRANCH_LEQ');
  nodes.value.push(split.value);
  nodes.missing.push(split.missingLeft ? 1 : 0);
  nodes.yes.push(split.left);
  nodes.no.push(split.left + 1);
}

/** A leaf and what it adds to the sums, from `target` on. */
export function addLeaf(
  { nodes, leaves }: Ensemble,
  leaf: { tree: number; node: number; target: number; weights: readonly number[] },
): void {
  nodes.tree.push(leaf.tree);
  nodes.node.push(leaf.node);
  nodes.feature.push(0);
  nodes.mode.push('LEAF');
  nodes.value.push(0);
  nodes.missing.push(0);
  nodes.yes.push(0);
  nodes.no.push(0);
  leaf.weights.forEach((weight, at) => {
    leaves.tree.push(leaf.tree);
    leaves.node.push(leaf.node);
    leaves.target.push(leaf.target + at);
    leaves.weight.push(weight);
  });
}

/** Attributes of a TreeEnsembleRegressor that adds `targets` numbers up. */
export function ensembleAttributes({ nodes, leaves }: Ensemble, targets: number): Record<string, OnnxAttribute> {
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
    n_targets: { kind: 'int', value: targets },
  };
}
