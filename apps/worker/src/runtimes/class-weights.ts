import type { TrainingRows } from './model-runtime';

/**
 * Row weights with class weights multiplied in. 'balanced' (scikit-learn): rows / (classes present * rows of the class), so
 * that every class weighs the same in total. null: all rows weigh 1.
 */
export function rowWeights(train: TrainingRows, classWeights: 'none' | 'balanced'): Float64Array | null {
  const { target, weights, rows } = train;
  if (classWeights === 'none' || target.kind === 'number') return weights ?? null;
  const counts = new Float64Array(target.classes.length);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    counts[target.codes[row]!]! += weight;
    total += weight;
  }
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from({ length: rows }, (_, row) => {
    const count = counts[target.codes[row]!]!;
    return count === 0 ? 0 : ((weights?.[row] ?? 1) * total) / (present * count);
  });
}
