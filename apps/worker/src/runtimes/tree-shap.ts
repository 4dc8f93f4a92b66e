/** Trees as contributions are worked out from them, one entry per node over all trees; siblings are adjacent. */
export type ShapTrees = {
  /** First node of each tree; one more entry holds the number of nodes. */
  treeStart: Int32Array;
  /** Numbers of a leaf; those of tree t count for the outputs from `outputOf(t)` on. */
  values: number;
  outputs: number;
  outputOf(tree: number): number;
  isLeaf(node: number): boolean;
  feature: Int32Array;
  left: Int32Array;
  /** Training rows that reached the node. */
  rows: Int32Array;
  valueOf(leaf: number, value: number): number;
  /** Which way the row at `at` of the block goes. */
  goesLeft(node: number, block: Float64Array, at: number): boolean;
};

/** What the trees answer on average over their training rows, output by output. */
export function shapBase(trees: ShapTrees): Float64Array {
  const base = new Float64Array(trees.outputs);
  for (let tree = 0; tree < trees.treeStart.length - 1; tree++) {
    const root = trees.treeStart[tree]!;
    for (let node = root; node < trees.treeStart[tree + 1]!; node++) {
      if (!trees.isLeaf(node)) continue;
      const share = trees.rows[node]! / trees.rows[root]!;
      for (let k = 0; k < trees.values; k++) base[trees.outputOf(tree) + k]! += share * trees.valueOf(node, k);
    }
  }
  return base;
}

/** The path from the root to a node, every feature once: zero fraction, one fraction, weight (Lundberg et al. 2018). */
type Path = { feature: Int32Array; zero: Float64Array; one: Float64Array; weight: Float64Array };

/**
 * Exact path-dependent Shapley values of one row: what a feature that is not known would do is taken from the training rows
 * (Lundberg, Erion & Lee 2018, "Consistent individualized feature attribution for tree ensembles", algorithm 2). Adds
 * `outputs` x `features` numbers to `target` from `place` on; they and `shapBase` sum to what the trees answer. The work
 * grows with leaves x depth^2.
 */
export function createShap(trees: ShapTrees, features: number) {
  const deepest = depthOf(trees);
  const path = createPath(((deepest + 2) * (deepest + 3)) / 2);
  let row: { block: Float64Array; at: number; target: Float64Array; place: number } | null = null;
  let output = 0;

  function addLeaf(node: number, first: number, length: number): void {
    if (row === null) return;
    for (let at = 1; at < length; at++) {
      const from = first + at;
      const weight = unwoundSum(path, first, length - 1, at) * (path.one[from]! - path.zero[from]!);
      for (let k = 0; k < trees.values; k++) {
        row.target[row.place + (output + k) * features + path.feature[from]!]! += weight * trees.valueOf(node, k);
      }
    }
  }

  /** `parent` is where the path of the node above lies, with `length` entries. */
  function walk(
    node: number,
    parent: number,
    length: number,
    link: { zero: number; one: number; feature: number },
  ): void {
    if (row === null) return;
    const first = parent + length;
    copyPath(path, parent, first, length);
    extend(path, first, length, link);
    let own = length + 1;
    if (trees.isLeaf(node)) {
      addLeaf(node, first, own);
      return;
    }
    const feature = trees.feature[node]!;
    const known = { zero: 1, one: 1 };
    for (let at = 1; at < own; at++) {
      if (path.feature[first + at] !== feature) continue;
      known.zero = path.zero[first + at]!;
      known.one = path.one[first + at]!;
      unwind(path, first, own - 1, at);
      own--;
      break;
    }
    const left = trees.left[node]!;
    const hot = trees.goesLeft(node, row.block, row.at) ? left : left + 1;
    const cold = 2 * left + 1 - hot;
    const share = (child: number) => (known.zero * trees.rows[child]!) / trees.rows[node]!;
    walk(hot, first, own, { zero: share(hot), one: known.one, feature });
    walk(cold, first, own, { zero: share(cold), one: 0, feature });
  }

  return (block: Float64Array, at: number, target: Float64Array, place: number): void => {
    row = { block, at, target, place };
    for (let tree = 0; tree < trees.treeStart.length - 1; tree++) {
      output = trees.outputOf(tree);
      walk(trees.treeStart[tree]!, 0, 0, { zero: 1, one: 1, feature: -1 });
    }
  };
}

function createPath(length: number): Path {
  return {
    feature: new Int32Array(length),
    zero: new Float64Array(length),
    one: new Float64Array(length),
    weight: new Float64Array(length),
  };
}

function copyPath(path: Path, from: number, to: number, length: number): void {
  path.feature.copyWithin(to, from, from + length);
  path.zero.copyWithin(to, from, from + length);
  path.one.copyWithin(to, from, from + length);
  path.weight.copyWithin(to, from, from + length);
}

/** Grows the path at `first` of `last` entries by one. */
function extend(path: Path, first: number, last: number, link: { zero: number; one: number; feature: number }): void {
  const { weight } = path;
  path.feature[first + last] = link.feature;
  path.zero[first + last] = link.zero;
  path.one[first + last] = link.one;
  weight[first + last] = last === 0 ? 1 : 0;
  for (let at = last - 1; at >= 0; at--) {
    weight[first + at + 1]! += (link.one * weight[first + at]! * (at + 1)) / (last + 1);
    weight[first + at] = (link.zero * weight[first + at]! * (last - at)) / (last + 1);
  }
}

/** Takes entry `gone` back out; `last` is the place of the last entry. */
function unwind(path: Path, first: number, last: number, gone: number): void {
  const { feature, zero, one, weight } = path;
  const [z, o] = [zero[first + gone]!, one[first + gone]!];
  let next = weight[first + last]!;
  for (let at = last - 1; at >= 0; at--) {
    const place = first + at;
    if (o === 0) {
      weight[place] = (weight[place]! * (last + 1)) / (z * (last - at));
      continue;
    }
    const before = weight[place]!;
    weight[place] = (next * (last + 1)) / ((at + 1) * o);
    next = before - (weight[place]! * z * (last - at)) / (last + 1);
  }
  for (let place = first + gone; place < first + last; place++) {
    feature[place] = feature[place + 1]!;
    zero[place] = zero[place + 1]!;
    one[place] = one[place + 1]!;
  }
}

/** Sum of the weights as they would be without entry `gone`. */
function unwoundSum({ zero, one, weight }: Path, first: number, last: number, gone: number): number {
  const [z, o] = [zero[first + gone]!, one[first + gone]!];
  let next = weight[first + last]!;
  let total = 0;
  for (let at = last - 1; at >= 0; at--) {
    if (o === 0) {
      total += (weight[first + at]! * (last + 1)) / (z * (last - at));
      continue;
    }
    const own = (next * (last + 1)) / ((at + 1) * o);
    total += own;
    next = weight[first + at]! - (own * z * (last - at)) / (last + 1);
  }
  return total;
}

/** Steps of work of one row: the square of the depth of every leaf, and as much again for the nodes above. */
export function shapWork(trees: ShapTrees): number {
  return depthsOf(trees).reduce((sum, depth, node) => (trees.isLeaf(node) ? sum + (depth + 1) ** 2 : sum), 0) * 2;
}

/** Splits from a root to the deepest leaf. */
function depthOf(trees: ShapTrees): number {
  return depthsOf(trees).reduce((most, depth) => Math.max(most, depth), 0);
}

function depthsOf({ treeStart, left, isLeaf }: ShapTrees): Int32Array {
  const depth = new Int32Array(treeStart.at(-1) ?? 0);
  // Children lie behind their parent.
  for (let node = 0; node < depth.length; node++) {
    if (isLeaf(node)) continue;
    const below = depth[node]! + 1;
    depth[left[node]!] = below;
    depth[left[node]! + 1] = below;
  }
  return depth;
}
