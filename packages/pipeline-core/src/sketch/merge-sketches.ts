import { distinctOf, mergeDistinct } from './distinct-sketch';
import { mergeQuantiles } from './quantile-sketch';
import type { ColumnSketch, TableSketch } from './table-sketch';
import { mergeTop } from './top-values';

/**
 * The sketch of two tables one below the other. Rows, missing, minimum, maximum, mean and deviation are exact; distinct
 * counts are those of counting both together; quantiles and frequent values have the errors said where they are merged.
 * Columns that only one side has, or with another type, are left out: nothing can be said of them together.
 */
export function mergeSketches(a: TableSketch, b: TableSketch): TableSketch {
  if (a.hasher !== b.hasher) throw new Error(`sketches of two hashes cannot be merged: ${a.hasher} and ${b.hasher}`);
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const columns = a.columns.flatMap((column) => {
    const other = others.get(column.name);
    return other === undefined || other.type !== column.type ? [] : [mergeColumns(column, other)];
  });
  return { v: 1, rows: a.rows + b.rows, hasher: a.hasher, columns };
}

function mergeColumns(a: ColumnSketch, b: ColumnSketch): ColumnSketch {
  return {
    name: a.name,
    type: a.type,
    present: a.present + b.present,
    missing: a.missing + b.missing,
    min: either(a.min, b.min, Math.min),
    max: either(a.max, b.max, Math.max),
    ...mergeMoments(a, b),
    quantiles: either(a.quantiles, b.quantiles, mergeQuantiles),
    distinct: mergeDistinct(a.distinct, b.distinct),
    top: a.top === null || b.top === null ? null : mergeTop(a.top, b.top),
  };
}

function either<T>(a: T | null, b: T | null, both: (a: T, b: T) => T): T | null {
  if (a === null) return b;
  return b === null ? a : both(a, b);
}

/** Mean and squared distances of both together (Chan, Golub and LeVeque). */
function mergeMoments(a: ColumnSketch, b: ColumnSketch): Pick<ColumnSketch, 'mean' | 'm2'> {
  if (a.mean === null || a.m2 === null) return { mean: b.mean, m2: b.m2 };
  if (b.mean === null || b.m2 === null) return { mean: a.mean, m2: a.m2 };
  const rows = a.present + b.present;
  const apart = b.mean - a.mean;
  return {
    mean: a.mean + (apart * b.present) / rows,
    m2: a.m2 + b.m2 + (apart ** 2 * a.present * b.present) / rows,
  };
}

/** Standard deviation; null below two values. */
export function deviationOf({ m2, present }: ColumnSketch): number | null {
  return m2 === null || present < 2 ? null : Math.sqrt(m2 / (present - 1));
}

/** Different values: exact where they were counted or the list of values is complete, else an estimate (2.3 %). */
export function distinctValues(column: ColumnSketch): { count: number; exact: boolean } {
  const { top, distinct, counted, present } = column;
  if (counted !== undefined) return { count: counted, exact: true };
  if (top !== null && top.floor === 0) return { count: top.values.length, exact: true };
  return { count: Math.min(present, distinctOf(distinct)), exact: false };
}
