import { hashIndex } from '../seeded-random';
import { type WeightedMetrics, weightedMean } from './weighted-metrics';

export type ClusterRows = {
  /** rows x width, row-major: the features as the model measures distances between them. */
  points: ArrayLike<number>;
  width: number;
  /** Number of the group of each row; below 0: in none, the row is left out. */
  groups: ArrayLike<number>;
};

/** Rows whose distances to each other are taken at most: their number squared is what it costs. */
const MOST_ROWS = 2000;

/**
 * Silhouette of each row (Rousseeuw 1987): (b - a) / max(a, b) with `a` its mean distance to its own group and `b` that to
 * the nearest other group; 0 for a row alone in its group (scikit-learn's convention). NaN everywhere with fewer than two
 * groups.
 */
export function silhouetteValues({ points, width, groups }: ClusterRows): Float64Array {
  const rows = groups.length;
  const names = [...new Set(Array.from(groups))].sort((a, b) => a - b);
  const place = new Map(names.map((name, at) => [name, at]));
  const code = Int32Array.from({ length: rows }, (_, row) => place.get(groups[row]!)!);
  const sizes = new Float64Array(names.length);
  for (const group of code) sizes[group]!++;
  const values = new Float64Array(rows).fill(Number.NaN);
  if (names.length < 2) return values;
  const sums = new Float64Array(names.length);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let other = 0; other < rows; other++)
      sums[code[other]!]! += distance(points, row * width, other * width, width);
    values[row] = silhouetteOf(sums, sizes, code[row]!);
  }
  return values;
}

function silhouetteOf(sums: Float64Array, sizes: Float64Array, own: number): number {
  if (sizes[own] === 1) return 0;
  const inside = sums[own]! / (sizes[own]! - 1);
  let nearest = Number.POSITIVE_INFINITY;
  for (let group = 0; group < sums.length; group++)
    if (group !== own) nearest = Math.min(nearest, sums[group]! / sizes[group]!);
  const larger = Math.max(inside, nearest);
  return larger === 0 ? 0 : (nearest - inside) / larger;
}

function distance(points: ArrayLike<number>, a: number, b: number, width: number): number {
  let sum = 0;
  for (let at = 0; at < width; at++) sum += (points[a + at]! - points[b + at]!) ** 2;
  return Math.sqrt(sum);
}

/** At most 2,000 rows that belong to a group, the same ones for the same number of rows, in row order. */
export function silhouetteSample(rows: ClusterRows): ClusterRows {
  const all = Array.from({ length: rows.groups.length }, (_, row) => row).filter((row) => rows.groups[row]! >= 0);
  const keys = new Map(all.map((row) => [row, hashIndex(1, row)]));
  const chosen =
    all.length <= MOST_ROWS
      ? all
      : [...all]
          .sort((a, b) => keys.get(a)! - keys.get(b)! || a - b)
          .slice(0, MOST_ROWS)
          .sort((a, b) => a - b);
  const points = new Float64Array(chosen.length * rows.width);
  chosen.forEach((row, at) => {
    for (let k = 0; k < rows.width; k++) points[at * rows.width + k] = rows.points[row * rows.width + k]!;
  });
  return { points, width: rows.width, groups: Float64Array.from(chosen, (row) => rows.groups[row]!) };
}

/** Clustering metrics: silhouette, the mean over a sample of at most 2,000 rows; null with fewer than two groups. */
export function prepareClusterMetrics(rows: ClusterRows): WeightedMetrics {
  const values = silhouetteValues(silhouetteSample(rows));
  const defined = values.length > 0 && values.every((value) => Number.isFinite(value));
  return {
    rows: values.length,
    classes: null,
    evaluate: (weights) => ({ silhouette: defined ? weightedMean(values, weights) : null }),
  };
}
