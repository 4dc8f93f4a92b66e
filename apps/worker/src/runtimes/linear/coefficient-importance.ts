import type { FeatureImportance, StoredModel, TrainingRows } from '../model-runtime';
import { columnMoments, denseRows, sharesOf } from '../numeric-features';
import { decodeCoefficients } from './coefficients';

/**
 * Share of |coefficient| x spread of the feature on these rows. On the training rows it is what the fit said, unless
 * they had weights or the model no intercept.
 */
export function coefficientImportance(
  model: StoredModel,
  rows: Pick<TrainingRows, 'rows' | 'features'>,
): FeatureImportance {
  const { coefficients, width } = decodeCoefficients(model);
  const dense = denseRows(rows, 'Importance');
  const { scale } = columnMoments(dense.columns, { weights: null });
  const scaled = coefficients.map((value, at) => value * (scale[at % width] ?? 0));
  return sharesOf(dense.names, meanSizes(scaled, width));
}

/** Mean |coefficient| per feature over the outputs. */
export function meanSizes(coefficients: Float64Array, width: number): Float64Array {
  const outputs = coefficients.length / width;
  const sizes = new Float64Array(width);
  for (let i = 0; i < coefficients.length; i++) sizes[i % width]! += Math.abs(coefficients[i]!) / outputs;
  return sizes;
}
