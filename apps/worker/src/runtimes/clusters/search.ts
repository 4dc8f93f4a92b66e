import { findAmongAll } from '../neighbours/find-all';
import { buildTree, findInTree } from '../neighbours/kd-tree';
import { type Collector, knownColumns, type Points, type Query } from '../neighbours/points';
import { usesTree } from '../neighbours/uses-tree';

/** Finds points within one distance. Answers are valid until the next question. */
export type ComparedSearch = {
  /** Numbers of the points around one of them, itself included, in no order. */
  around(at: number): readonly number[];
  /** Numbers of the points around a row that may have unknown cells. */
  near(query: Query): readonly number[];
};

class Within implements Collector {
  readonly rows: number[] = [];
  constructor(readonly reach: number) {}
  add(_distance: number, row: number): void {
    this.rows.push(row);
  }
}

/** A search over points, row-major: in a tree where they have few columns. */
export function openSearch(
  { count, width, cells }: { count: number; width: number; cells: Float64Array },
  distance: number,
): ComparedSearch {
  const points: Points = { width, count, cells, rows: Int32Array.from({ length: count }, (_, row) => row) };
  const found = new Within(distance * distance);
  const options = { found, metric: 'euclidean' as const };
  const tree = usesTree(width) ? buildTree(points) : null;
  const near = (query: Query) => {
    found.rows.length = 0;
    if (tree === null) findAmongAll(points, query, options);
    else findInTree(tree, query, options);
    return found.rows;
  };
  return {
    near,
    around(at) {
      const asked = cells.subarray(at * width, (at + 1) * width);
      return near({ cells: asked, known: knownColumns(asked) });
    },
  };
}
