import type { SeededRandom } from '../seeded-random';

/** A regression tree over rows of numbers. */
type Node = { value: number } | { column: number; most: number; below: Node; above: Node };

export type Examples = { rows: readonly (readonly number[])[]; targets: readonly number[] };

const trees = 32;
const deepest = 8;
const leastRows = 3;

/** A small random forest for the few hundred trials of a search; answers what it expects of a row. */
export function growForest(examples: Examples, random: SeededRandom): (row: readonly number[]) => number {
  const count = examples.rows.length;
  const roots = Array.from({ length: trees }, () => {
    const drawn = Array.from({ length: count }, () => random.int(count));
    return grow(examples, { drawn, depth: 0, random });
  });
  return (row) => roots.reduce((sum, root) => sum + ask(root, row), 0) / trees;
}

function ask(root: Node, row: readonly number[]): number {
  let node = root;
  while ('column' in node) node = row[node.column]! <= node.most ? node.below : node.above;
  return node.value;
}

type Growing = { drawn: readonly number[]; depth: number; random: SeededRandom };

function grow(examples: Examples, { drawn, depth, random }: Growing): Node {
  const leaf = { value: mean(drawn.map((at) => examples.targets[at]!)) };
  if (depth === deepest || drawn.length < 2 * leastRows) return leaf;
  const split = bestSplit(examples, drawn, someColumns(examples.rows[0]!.length, random));
  if (split === null) return leaf;
  const { column, most } = split;
  const isBelow = (at: number) => examples.rows[at]![column]! <= most;
  const side = (kept: readonly number[]) => grow(examples, { drawn: kept, depth: depth + 1, random });
  return {
    column,
    most,
    below: side(drawn.filter(isBelow)),
    above: side(drawn.filter((at) => !isBelow(at))),
  };
}

/** Two in three of the columns, so that trees differ. */
function someColumns(count: number, random: SeededRandom): number[] {
  const columns = Array.from({ length: count }, (_, column) => column);
  return random.shuffle(columns).slice(0, Math.ceil((2 * count) / 3));
}

/** The cut after which the two sides are spread the least; null when no cut helps. */
function bestSplit(
  { rows, targets }: Examples,
  drawn: readonly number[],
  columns: readonly number[],
): { column: number; most: number } | null {
  const total = drawn.reduce((sum, at) => sum + targets[at]!, 0);
  let best: { column: number; most: number } | null = null;
  let gained = (total * total) / drawn.length + 1e-12;
  for (const column of columns) {
    const sorted = [...drawn].sort((a, b) => rows[a]![column]! - rows[b]![column]!);
    let left = 0;
    for (let at = 0; at < sorted.length - 1; at++) {
      left += targets[sorted[at]!]!;
      const here = rows[sorted[at]!]![column]!;
      const next = rows[sorted[at + 1]!]![column]!;
      const below = at + 1;
      const above = sorted.length - below;
      if (here === next || below < leastRows || above < leastRows) continue;
      const gain = (left * left) / below + ((total - left) * (total - left)) / above;
      if (gain <= gained) continue;
      gained = gain;
      best = { column, most: (here + next) / 2 };
    }
  }
  return best;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
