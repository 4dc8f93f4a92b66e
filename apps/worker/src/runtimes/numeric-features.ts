import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { FeatureColumn, FeatureImportance, NumberColumn, TrainingRows } from './model-runtime';

/** Training rows as a dense matrix, column-major, and what is needed to check them. */
export type DenseRows = { rows: number; names: string[]; columns: Float64Array[] };

/**
 * Columns of finite numbers, which linear models need. A category or a missing value is an error that names the feature,
 * how many rows are affected, and the step to add.
 */
export function denseRows(train: Pick<TrainingRows, 'rows' | 'features'>, place: string): DenseRows {
  const columns = train.features.map((feature) => finiteColumn(feature, place));
  return { rows: train.rows, names: train.features.map((feature) => feature.name), columns };
}

function finiteColumn(feature: FeatureColumn, place: string): Float64Array {
  const where = `${place} › feature "${feature.name}"`;
  if (feature.kind !== 'number') throw notNumbers(feature, where);
  const bad = countNotFinite(feature.values);
  if (bad > 0) {
    throw new PipelineError({
      code: 'missing-values',
      family: 'pipeline',
      place: where,
      seen: `${bad} of ${feature.values.length} rows without a finite number`,
      expected: 'a finite number in every row',
      next: 'Add "Impute missing" before this step.',
      column: feature.name,
      row: feature.values.findIndex((value) => !Number.isFinite(value)),
      fix: { addStep: 'impute-missing', before: true },
    });
  }
  return feature.values;
}

function countNotFinite(values: Float64Array): number {
  let count = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row]!)) count++;
  return count;
}

function notNumbers(feature: Exclude<FeatureColumn, NumberColumn>, place: string): PipelineError {
  const facts = { family: 'pipeline', place, expected: 'numbers', column: feature.name } as const;
  switch (feature.kind) {
    case 'category':
      return new PipelineError({
        ...facts,
        code: 'category-feature',
        seen: `categories in ${feature.values.length} rows`,
        next: 'Add "Encode categories" before this step.',
        fix: { addStep: 'encode-categories', before: true },
      });
    case 'text':
      return new PipelineError({
        ...facts,
        code: 'text-feature',
        seen: `texts in ${feature.values.length} rows`,
        next: 'Add "Vectorise text" before this step.',
        fix: { addStep: 'vectorise-text', before: true },
      });
    case 'vector':
      return new PipelineError({
        ...facts,
        code: 'vector-feature',
        seen: `vectors of ${feature.width} numbers`,
        next: 'Leave the column out, or use a step that reads vectors.',
      });
    default:
      return assertNever(feature);
  }
}

/** Centre and spread per column. A column without spread has scale 0. */
export type ColumnMoments = { mean: Float64Array; scale: Float64Array };

/**
 * Weighted mean and population standard deviation per column. `centred: false` (a model without intercept): the centre
 * is 0 and the spread the root mean square.
 */
export function columnMoments(
  columns: readonly Float64Array[],
  options: { weights: Float64Array | null; centred?: boolean },
): ColumnMoments {
  const { weights, centred = true } = options;
  const mean = Float64Array.from(columns, (column) => (centred ? weightedMean(column, weights) : 0));
  const scale = Float64Array.from(columns, (column, at) => {
    const centre = mean[at]!;
    const squares = column.map((value) => (value - centre) ** 2);
    const deviation = Math.sqrt(weightedMean(squares, weights));
    // Rounding leaves a constant column a deviation of about 1e-16 of its value.
    return deviation > 1e-13 * Math.abs(centre) ? deviation : 0;
  });
  return { mean, scale };
}

export function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * values[row]!;
    total += weight;
  }
  return sum / total;
}

/** Rows x columns, row-major, centred and scaled; constant columns become 0. */
export function standardised(dense: DenseRows, { mean, scale }: ColumnMoments): Float64Array {
  const width = dense.columns.length;
  const matrix = new Float64Array(dense.rows * width);
  dense.columns.forEach((column, at) => {
    const factor = scale[at] === 0 ? 0 : 1 / scale[at]!;
    for (let row = 0; row < dense.rows; row++) matrix[row * width + at] = (column[row]! - mean[at]!) * factor;
  });
  return matrix;
}

/** What each size is of their sum, largest first. */
export function sharesOf(names: readonly string[], sizes: Float64Array): FeatureImportance {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return names
    .map((feature, at) => ({ feature, value: total === 0 ? 0 : sizes[at]! / total }))
    .sort((a, b) => b.value - a.value);
}
