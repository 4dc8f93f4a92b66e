import { rowWeights } from '../class-weights';
import type { TrainingRows } from '../model-runtime';
import { meanOne } from '../nets/mean-one';
import { type ColumnMoments, columnMoments, denseRows } from '../numeric-features';

export const place = 'Neural network';

/** What a net learns from: standardised columns row after row, what it should answer, and what each row weighs. */
export type NetRows = {
  rows: number;
  width: number;
  /** rows x width. */
  cells: Float32Array;
  /** Class codes, or standardised numbers. */
  targets: Float32Array;
  /** Mean 1. */
  weights: Float32Array;
};

/** How columns and a target of numbers are standardised; `target` is null for classes. */
export type Scaling = { columns: ColumnMoments; target: { mean: number; scale: number } | null };

export function scalingOf(train: TrainingRows): Scaling {
  const weights = train.weights ?? null;
  const columns = columnMoments(denseRows(train, place).columns, { weights });
  if (train.target.kind === 'class') return { columns, target: null };
  const { mean, scale } = columnMoments([train.target.values], { weights });
  return { columns, target: { mean: mean[0]!, scale: scale[0]! } };
}

/** Rows as the net reads them, written to `cells`. A column without spread is 0 everywhere, as is a target without any. */
export function netRows(
  rows: TrainingRows,
  scaling: Scaling,
  { cells, classWeights }: { cells: Float32Array; classWeights: 'none' | 'balanced' },
): NetRows {
  const { columns } = denseRows(rows, place);
  const width = columns.length;
  for (let from = 0; from < rows.rows; from += blockRows)
    standardise(columns, { by: scaling.columns, cells, from, to: Math.min(rows.rows, from + blockRows) });
  return {
    rows: rows.rows,
    width,
    cells,
    targets: targetsOf(rows, scaling),
    weights: meanOne(rowWeights(rows, classWeights), rows.rows),
  };
}

/** Rows whose cells stay in the first-level cache while column after column writes to them. */
const blockRows = 64;

/** Rows `from` to `to` of all columns, row-major. */
function standardise(
  columns: readonly Float64Array[],
  { by, cells, from, to }: { by: ColumnMoments; cells: Float32Array; from: number; to: number },
): void {
  const width = columns.length;
  for (let at = 0; at < width; at++) {
    const column = columns[at]!;
    const { centre, factor } = standardBy(by, at);
    for (let row = from; row < to; row++) cells[row * width + at] = (column[row]! - centre) * factor;
  }
}

/** A cell is standardised to (cell - centre) x factor. */
export function standardBy({ mean, scale }: ColumnMoments, at: number): { centre: number; factor: number } {
  return { centre: mean[at]!, factor: scale[at] === 0 ? 0 : 1 / scale[at]! };
}

function targetsOf({ target }: TrainingRows, { target: by }: Scaling): Float32Array {
  if (target.kind === 'class') return Float32Array.from(target.codes);
  const [mean, factor] = by === null ? [0, 1] : [by.mean, by.scale === 0 ? 0 : 1 / by.scale];
  return Float32Array.from(target.values, (value) => (value - mean) * factor);
}
