import { columnMoments, type DenseRows, standardised } from '../numeric-features';

/** Rows as they are compared with each other: (cell - centre) x factor, row-major. */
export type ComparedCells = { centre: Float64Array; factor: Float64Array; cells: Float64Array };

/** `scale`: every column has mean 0 and deviation 1, constant ones are 0 everywhere; otherwise cells are as they came. */
export function comparedCells(dense: DenseRows, scale: boolean): ComparedCells {
  const width = dense.columns.length;
  const moments = scale
    ? columnMoments(dense.columns, { weights: null })
    : { mean: new Float64Array(width), scale: new Float64Array(width).fill(1) };
  return {
    centre: moments.mean,
    factor: moments.scale.map((spread) => (spread === 0 ? 0 : 1 / spread)),
    cells: standardised(dense, moments),
  };
}
