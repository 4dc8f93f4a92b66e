import type { neighbourMetrics } from './params';

export type Metric = (typeof neighbourMetrics)[number];

/** Points row-major, each with the number of its row; equal distances are ordered by it. */
export type Points = { width: number; count: number; cells: Float64Array; rows: Int32Array };

/** What is looked for, and which of its columns are known: distances are taken over these. */
export type Query = { cells: Float64Array; known: Int32Array };

/** Takes the points that a search finds. `reach` is how far one may be to matter still; it may shrink on the way. */
export type Collector = { readonly reach: number; add(distance: number, row: number): void };

/** The columns whose cells are finite. */
export function knownColumns(cells: Float64Array): Int32Array {
  const known: number[] = [];
  for (let column = 0; column < cells.length; column++) if (Number.isFinite(cells[column]!)) known.push(column);
  return Int32Array.from(known);
}

/** Columns between two looks at whether a point is too far already. */
const stretch = 8;

/**
 * Distance from a query to the point at `at`, squared for the Euclidean one: it orders points alike. Adding stops once
 * the sum is above `most`, so a larger answer only says "further than that".
 */
export function distanceTo(
  points: Points,
  query: Query,
  { at, most, metric }: { at: number; most: number; metric: Metric },
): number {
  const { cells, known } = query;
  const from = at * points.width;
  const square = metric === 'euclidean';
  let sum = 0;
  for (let first = 0; first < known.length; first += stretch) {
    const end = Math.min(first + stretch, known.length);
    for (let place = first; place < end; place++) {
      const column = known[place]!;
      const off = cells[column]! - points.cells[from + column]!;
      sum += square ? off * off : Math.abs(off);
    }
    if (sum > most) return sum;
  }
  return sum;
}
