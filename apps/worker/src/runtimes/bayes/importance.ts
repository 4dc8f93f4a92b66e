import { exp } from '../forest/numeric';
import type { FeatureColumn, FeatureImportance, FeatureSpec, TrainingRows } from '../model-runtime';
import { sharesOf } from '../numeric-features';
import type { BayesModel } from './model';
import { addColumn } from './scorer';
import { termsOf } from './terms';

/** As many rows say well enough what a feature is worth. */
const mostJudgedRows = 10_000;

/**
 * Mean over rows of how far apart a feature's cell sets the classes: the standard deviation of its log likelihood over the
 * classes, weighted by their shares.
 */
export function bayesImportance(
  model: BayesModel,
  features: readonly FeatureSpec[],
  { rows, features: columns }: Pick<TrainingRows, 'rows' | 'features'>,
): FeatureImportance {
  const { classes } = model;
  const shares = model.priors.map((prior) => exp(prior));
  const judged = Math.min(rows, mostJudgedRows);
  const picked = Int32Array.from({ length: judged }, (_, at) => Math.floor((at * rows) / judged));
  const sizes = new Float64Array(features.length);
  termsOf(model, features).forEach((term, feature) => {
    const out = new Float64Array(judged * classes);
    addColumn(term, pickRows(columns[feature]!, picked), out, classes);
    let sum = 0;
    for (let row = 0; row < judged; row++) sum += spreadOf(out.subarray(row * classes, (row + 1) * classes), shares);
    sizes[feature] = judged === 0 ? 0 : sum / judged;
  });
  return sharesOf(
    features.map(({ name }) => name),
    sizes,
  );
}

function pickRows(column: FeatureColumn, picked: Int32Array): FeatureColumn {
  if (column.kind === 'number')
    return { ...column, values: Float64Array.from(picked, (row) => column.values[row] ?? Number.NaN) };
  if (column.kind === 'category') return { ...column, values: Array.from(picked, (row) => column.values[row] ?? null) };
  return column;
}

function spreadOf(values: Float64Array, shares: Float64Array): number {
  let mean = 0;
  for (let code = 0; code < values.length; code++) mean += shares[code]! * values[code]!;
  let square = 0;
  for (let code = 0; code < values.length; code++) square += shares[code]! * (values[code]! - mean) ** 2;
  return Number.isFinite(square) ? Math.sqrt(square) : 0;
}
