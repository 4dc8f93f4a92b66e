/** X'WX and X'Wy of a row-major matrix, divided by the sum of weights. */
export type Moments = { width: number; gram: Float64Array; correlation: Float64Array };

export function crossMoments(options: {
  matrix: Float64Array;
  target: Float64Array;
  weights: Float64Array | null;
  width: number;
}): Moments {
  const { matrix, target, weights, width } = options;
  const rows = target.length;
  const gram = new Float64Array(width * width);
  const correlation = new Float64Array(width);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    const at = row * width;
    total += weight;
    for (let i = 0; i < width; i++) {
      const value = weight * matrix[at + i]!;
      // One-hot columns are centred, so zeros are rare; constant columns and rows of weight 0 are all zero.
      if (value === 0) continue;
      correlation[i]! += value * target[row]!;
      const place = i * width;
      for (let j = 0; j <= i; j++) gram[place + j]! += value * matrix[at + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    correlation[i]! /= total;
    for (let j = 0; j <= i; j++) {
      const value = gram[i * width + j]! / total;
      gram[i * width + j] = value;
      gram[j * width + i] = value;
    }
  }
  return { width, gram, correlation };
}
