import type { OnnxAttribute, OnnxGraph } from './graph';
import { type Ensemble, ensembleAttributes, type TreeLeaves } from './tree-nodes';

/** Code of the type DOUBLE, for Cast. */
const double = 11;

/** A float32 has 24 digits in base two; one stays free for the rounding of the leaves themselves. */
const digits = 23;

/**
 * What the trees add up for each row, as doubles [N, targets]. A TreeEnsembleRegressor adds in float32, where the leaves of a
 * large target lose their last digits and shares that are equal come out different. So every leaf is cut in two: a multiple
 * of a step so coarse that all sums of such parts are exact in float32, in any order, and the small rest. Both sums are added
 * as doubles. `precise`: cuts are compared as doubles, for trees whose cuts are not float32.
 */
export function leafSums(
  graph: OnnxGraph,
  o: { matrix: string; ensemble: Ensemble; targets: number; precise?: boolean },
): string {
  const { matrix, ensemble, targets, precise = false } = o;
  const leaves = cutLeaves(ensemble.leaves, targets);
  const attributes = ensembleAttributes({ nodes: ensemble.nodes, leaves }, 2 * targets);
  const sums = graph.node('TreeEnsembleRegressor', {
    domain: 'ml',
    inputs: [matrix],
    attributes: precise ? asDoubles(attributes) : attributes,
  });
  const wide = graph.node('Cast', { inputs: [sums], attributes: { to: { kind: 'int', value: double } } });
  const pairs = new Float64Array(targets * 2 * targets);
  for (let target = 0; target < targets; target++) {
    pairs[target * 2 * targets + target] = 1;
    pairs[target * 2 * targets + targets + target] = 1;
  }
  return graph.node('Gemm', {
    inputs: [
      wide,
      graph.constant('double', [targets, 2 * targets], pairs),
      graph.constant('double', [targets], new Float64Array(targets)),
    ],
    attributes: { transB: { kind: 'int', value: 1 } },
  });
}

/** Coarse parts keep their target; the rest of target t is target t + targets. */
function cutLeaves(leaves: TreeLeaves, targets: number): TreeLeaves {
  const steps = coarseSteps(leaves, targets);
  const cut: TreeLeaves = { tree: [], node: [], target: [], weight: [] };
  const add = (at: number, target: number, weight: number) => {
    cut.tree.push(leaves.tree[at]!);
    cut.node.push(leaves.node[at]!);
    cut.target.push(target);
    cut.weight.push(weight);
  };
  leaves.weight.forEach((weight, at) => {
    const target = leaves.target[at]!;
    const step = steps[target]!;
    const coarse = step === 0 ? weight : Math.round(weight / step) * step;
    add(at, target, coarse);
    if (weight !== coarse) add(at, targets + target, weight - coarse);
  });
  return cut;
}

/** By target: a power of two of which the largest sum there can be is less than 2^24 times. */
function coarseSteps(leaves: TreeLeaves, targets: number): Float64Array {
  const largest = new Map<string, number>();
  leaves.weight.forEach((weight, at) => {
    const key = `${leaves.target[at]}:${leaves.tree[at]}`;
    largest.set(key, Math.max(largest.get(key) ?? 0, Math.abs(weight)));
  });
  const bounds = new Float64Array(targets);
  for (const [key, value] of largest) bounds[Number(key.split(':')[0])]! += value;
  return bounds.map((bound) => (bound === 0 ? 0 : 2 ** (Math.ceil(Math.log2(bound)) - digits)));
}

/** Cuts and leaves as tensors of doubles, which the operator takes for inputs of doubles. */
function asDoubles(attributes: Record<string, OnnxAttribute>): Record<string, OnnxAttribute> {
  const { nodes_values: cuts, target_weights: weights, ...rest } = attributes;
  if (cuts?.kind !== 'floats' || weights?.kind !== 'floats') throw new Error('an ensemble without cuts or leaves');
  const tensor = (values: ArrayLike<number>): OnnxAttribute => ({
    kind: 'tensor',
    type: 'double',
    dims: [values.length],
    values,
  });
  return { ...rest, nodes_values_as_tensor: tensor(cuts.values), target_weights_as_tensor: tensor(weights.values) };
}
