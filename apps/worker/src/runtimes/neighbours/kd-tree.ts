import { type Collector, distanceTo, type Metric, type Points, type Query } from './points';

/** Most points in a leaf. */
const leafSize = 24;

/**
 * Points in the order of a balanced tree of halves (Bentley 1975). Node n has the children 2n + 1 and 2n + 2; below the
 * last level of nodes lie the leaves. The points of a node are divided in the middle: none of the first half is above
 * `splits[n]` in column `columns[n]`, none of the second below.
 */
export type KdTree = { points: Points; levels: number; columns: Int32Array; splits: Float64Array };

export function buildTree(points: Points): KdTree {
  const { count, width } = points;
  const levels = count <= leafSize ? 0 : Math.ceil(Math.log2(count / leafSize));
  const columns = new Int32Array(2 ** levels - 1);
  const splits = new Float64Array(2 ** levels - 1);
  const order = Int32Array.from({ length: count }, (_, at) => at);
  const divide = (node: number, from: number, to: number) => {
    if (node >= columns.length) return;
    const middle = (from + to) >>> 1;
    const column = widestColumn(points, order, from, to);
    columns[node] = column;
    splits[node] = select({ points, order, column }, { from, to, place: middle });
    divide(2 * node + 1, from, middle);
    divide(2 * node + 2, middle, to);
  };
  divide(0, 0, count);
  const cells = new Float64Array(points.cells.length);
  order.forEach((at, place) => {
    cells.set(points.cells.subarray(at * width, (at + 1) * width), place * width);
  });
  const rows = Int32Array.from(order, (at) => points.rows[at]!);
  return { points: { ...points, cells, rows }, levels, columns, splits };
}

/** Gives `found` every point within its reach: the same ones as a look at all of them would. */
export function findInTree(tree: KdTree, query: Query, options: { found: Collector; metric: Metric }): void {
  visit(tree, query, { ...options, node: 0, from: 0, to: tree.points.count });
}

type Visit = { found: Collector; metric: Metric; node: number; from: number; to: number };

function visit(tree: KdTree, query: Query, { found, metric, node, from, to }: Visit): void {
  if (node >= tree.columns.length) {
    for (let at = from; at < to; at++) {
      const most = found.reach;
      const distance = distanceTo(tree.points, query, { at, most, metric });
      if (distance <= most) found.add(distance, tree.points.rows[at]!);
    }
    return;
  }
  const middle = (from + to) >>> 1;
  const off = query.cells[tree.columns[node]!]! - tree.splits[node]!;
  const first = { found, metric, node: 2 * node + 1, from, to: middle };
  const second = { found, metric, node: 2 * node + 2, from: middle, to };
  visit(tree, query, off < 0 ? first : second);
  // An unknown cell is no distance away. A point just as far as the last one found may still have a lower row number.
  const gap = Number.isFinite(off) ? Math.abs(off) : 0;
  if ((metric === 'euclidean' ? gap * gap : gap) <= found.reach) visit(tree, query, off < 0 ? second : first);
}

function widestColumn({ cells, width }: Points, order: Int32Array, from: number, to: number): number {
  let widest = 0;
  let most = -1;
  for (let column = 0; column < width; column++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let place = from; place < to; place++) {
      const value = cells[order[place]! * width + column]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > most) [widest, most] = [column, high - low];
  }
  return widest;
}

/** Orders so that the value of `column` at `place` is where sorting would bring it; returns it (Hoare's selection). */
function select(
  { points, order, column }: { points: Points; order: Int32Array; column: number },
  { from, to, place }: { from: number; to: number; place: number },
): number {
  const valueAt = (at: number) => points.cells[order[at]! * points.width + column]!;
  let [low, high] = [from, to - 1];
  while (low < high) {
    const pivot = medianOf(valueAt(low), valueAt((low + high) >>> 1), valueAt(high));
    let [left, right] = [low, high];
    while (left <= right) {
      while (valueAt(left) < pivot) left++;
      while (valueAt(right) > pivot) right--;
      if (left > right) break;
      const swapped = order[left]!;
      order[left++] = order[right]!;
      order[right--] = swapped;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return valueAt(place);
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
