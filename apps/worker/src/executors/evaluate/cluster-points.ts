import type { FeatureColumn, MeasuredBy } from '../../runtimes/model-runtime';

/** Rows as a model of groups sees them: `points` is rows x width, row-major. */
export type ClusterPoints = { points: Float64Array; width: number };

/**
 * Rows between which distances are those that a model of groups goes by: (cell - centre) x factor, column by column, where
 * it says so, or else the cells as they came. A missing cell counts as the mean of the known ones of its column.
 */
export function clusterPoints(
  columns: readonly FeatureColumn[],
  { rows, measuredBy }: { rows: number; measuredBy: MeasuredBy | undefined },
): ClusterPoints {
  // By the place among the features of the model, for which it measures: a column of another kind keeps its place.
  const numbers = columns.flatMap((column, feature) =>
    column.kind === 'number' ? [{ feature, values: withoutGaps(column.values) }] : [],
  );
  const width = numbers.length;
  const points = new Float64Array(rows * width);
  numbers.forEach(({ feature, values }, at) => {
    const centre = measuredBy?.centre[feature] ?? 0;
    const factor = measuredBy?.factor[feature] ?? 1;
    for (let row = 0; row < rows; row++) points[row * width + at] = (values[row]! - centre) * factor;
  });
  return { points, width };
}

function withoutGaps(values: Float64Array): Float64Array {
  const known = values.filter(Number.isFinite);
  const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
  return values.map((value) => (Number.isFinite(value) ? value : mean));
}
