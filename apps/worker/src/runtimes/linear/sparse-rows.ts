import type { ColumnMoments, DenseRows } from '../numeric-features';

/**
 * Standardised rows without their zeros. A cell is `value - offset[feature]`, where cells that are not listed have the
 * value 0: centring every cell would fill the matrix.
 */
export type SparseRows = {
  /** Where the cells of each row begin, and the end of the last. */
  starts: Int32Array;
  features: Int32Array;
  values: Float64Array;
  offset: Float64Array;
};

/** Below this many cells the dense way is as fast. */
const fewestCells = 1_000_000;
const mostFilled = 0.1;

/** The rows without their zeros where nearly all cells are zeros, as in vectorised texts; else null. */
export function sparseRows(dense: DenseRows, { mean, scale }: ColumnMoments): SparseRows | null {
  const { rows, columns } = dense;
  if (rows * columns.length < fewestCells) return null;
  const counts = new Int32Array(rows + 1);
  let filled = 0;
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      if (column[row] === 0) continue;
      counts[row + 1]!++;
      filled++;
    }
  }
  if (filled > rows * columns.length * mostFilled) return null;
  for (let row = 0; row < rows; row++) counts[row + 1]! += counts[row]!;
  const sparse = { starts: counts, features: new Int32Array(filled), values: new Float64Array(filled) };
  const next = counts.slice();
  const factors = Float64Array.from(scale, (value) => (value === 0 ? 0 : 1 / value));
  columns.forEach((column, feature) => {
    for (let row = 0; row < rows; row++) {
      const value = column[row]!;
      if (value === 0) continue;
      const at = next[row]!++;
      sparse.features[at] = feature;
      sparse.values[at] = value * factors[feature]!;
    }
  });
  return { ...sparse, offset: factors.map((factor, feature) => factor * mean[feature]!) };
}
