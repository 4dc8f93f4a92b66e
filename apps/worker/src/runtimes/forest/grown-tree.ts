/** One tree while it grows, in the terms of the binned table. Arrays are reused from tree to tree. */
export type GrownTree = {
  nodes: number;
  /** Column of the binned table; -1 in a leaf. */
  column: Int32Array;
  /** Highest cell that goes left, or -1 for a category group. */
  threshold: Int32Array;
  missingLeft: Uint8Array;
  /** First child; the second is next to it. */
  left: Int32Array;
  value: Float64Array;
  gain: Float64Array;
  /** Training rows that reached the node. */
  rows: Int32Array;
  /** 256 bytes per node: 1 sends that bin code left. */
  goLeft: Uint8Array;
};

export function createGrownTree(leaves: number): GrownTree {
  const nodes = 2 * leaves - 1;
  return {
    nodes: 0,
    column: new Int32Array(nodes),
    threshold: new Int32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    value: new Float64Array(nodes),
    gain: new Float64Array(nodes),
    rows: new Int32Array(nodes),
    goLeft: new Uint8Array(nodes * 256),
  };
}

/** Makes the next node a leaf and returns its number. */
export function addLeaf(tree: GrownTree, rows: number): number {
  const node = tree.nodes++;
  tree.column[node] = -1;
  tree.threshold[node] = 0;
  tree.missingLeft[node] = 0;
  tree.left[node] = 0;
  tree.value[node] = 0;
  tree.gain[node] = 0;
  tree.rows[node] = rows;
  return node;
}

/**
 * Adds the tree's value to the score of rows whose codes are given column by column. `columns[c]` is where the codes of
 * the tree's column c begin; rows with `skip[row] = 1` are left alone.
 */
export function addTreeScores(options: {
  tree: GrownTree;
  codes: Uint8Array;
  columns: Int32Array;
  rows: number;
  scores: Float64Array;
  outputs: number;
  output: number;
  skip: Uint8Array | null;
}): void {
  const { tree, codes, columns, rows, scores, outputs, output, skip } = options;
  const { column, left, value, goLeft } = tree;
  for (let row = 0; row < rows; row++) {
    if (skip !== null && skip[row] === 1) continue;
    let node = 0;
    for (let at = column[0]!; at >= 0; at = column[node]!) {
      const toLeft = goLeft[node * 256 + codes[columns[at]! + row]!]!;
      node = left[node]! + 1 - toLeft;
    }
    scores[row * outputs + output]! += value[node]!;
  }
}
