import type { ReadNode, ReadTensor } from './read-onnx';

/** TreeEnsembleRegressor by its specification: sums of float32, NaN to the true side where the node says so. For tests. */
export function runTreeEnsemble(node: ReadNode, x: ReadTensor): ReadTensor {
  const { places, roots } = findNodes(node);
  const targets = node.attributes.get('n_targets')?.int ?? 0;
  const leaves = leafWeights(node);
  const width = x.dims[1] ?? 0;
  const values = Array.from({ length: x.dims[0] ?? 0 }, (_, row) => {
    const sums = new Float32Array(targets);
    const cells = x.values.slice(row * width, (row + 1) * width).map(Number);
    for (const [tree, root] of roots) {
      const leaf = walk(node, { places, tree, root, cells });
      for (const { target, weight } of leaves.get(leaf) ?? []) sums[target]! += weight;
    }
    return [...sums];
  });
  return { dims: [values.length, targets], values: values.flat() };
}

function list(node: ReadNode, name: string): number[] {
  const found = node.attributes.get(name);
  if (found === undefined) throw new Error(`the ensemble has no ${name}`);
  return found.type === 6 ? found.floats : found.ints;
}

/** Place of each node by "tree:node", and of the first node of each tree. */
function findNodes(node: ReadNode): { places: Map<string, number>; roots: Map<number, number> } {
  const [trees, ids] = [list(node, 'nodes_treeids'), list(node, 'nodes_nodeids')];
  const places = new Map<string, number>();
  const roots = new Map<number, number>();
  trees.forEach((tree, at) => {
    const key = `${tree}:${ids[at]}`;
    if (places.has(key)) throw new Error(`two nodes are ${key}`);
    places.set(key, at);
    if (!roots.has(tree)) roots.set(tree, at);
  });
  return { places, roots };
}

function leafWeights(node: ReadNode): Map<string, { target: number; weight: number }[]> {
  const leaves = new Map<string, { target: number; weight: number }[]>();
  const [ids, targets, weights] = ['target_nodeids', 'target_ids', 'target_weights'].map((name) => list(node, name));
  list(node, 'target_treeids').forEach((tree, at) => {
    const key = `${tree}:${ids?.[at]}`;
    leaves.set(key, [...(leaves.get(key) ?? []), { target: targets?.[at] ?? -1, weight: weights?.[at] ?? Number.NaN }]);
  });
  return leaves;
}

/** Key of the leaf where a row ends. */
function walk(
  node: ReadNode,
  o: { places: Map<string, number>; tree: number; root: number; cells: readonly number[] },
): string {
  const modes = node.attributes.get('nodes_modes')?.texts ?? [];
  const [features, cuts] = [list(node, 'nodes_featureids'), list(node, 'nodes_values')];
  const missing = list(node, 'nodes_missing_value_tracks_true');
  let at = o.root;
  while (modes[at] !== 'LEAF') {
    if (modes[at] !== 'BRANCH_LEQ') throw new Error(`a node of the mode ${modes[at]}`);
    const value = o.cells[features[at] ?? -1];
    if (value === undefined) throw new Error(`a node reads the column ${features[at]}`);
    const yes = value <= (cuts[at] ?? Number.NaN) || (Number.isNaN(value) && missing[at] === 1);
    const next = list(node, yes ? 'nodes_truenodeids' : 'nodes_falsenodeids')[at];
    const place = o.places.get(`${o.tree}:${next}`);
    if (place === undefined) throw new Error(`a node leads to ${o.tree}:${next}, which is not there`);
    at = place;
  }
  return `${o.tree}:${list(node, 'nodes_nodeids')[at]}`;
}
