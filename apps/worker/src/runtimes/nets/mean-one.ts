/** Weights of rows scaled to the mean 1, all 1 where there are none: the size of a step does not depend on them. */
export function meanOne(weights: Float64Array | null, rows: number): Float32Array {
  if (weights === null) return new Float32Array(rows).fill(1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(weights, (weight) => (total === 0 ? 1 : (weight * rows) / total));
}
