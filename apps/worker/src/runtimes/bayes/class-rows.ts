/** The class of each row, and its weight; null: all weigh 1. */
export type ClassRows = { codes: Int32Array; classes: number; weights: Float64Array | null };

/** What all rows of each class weigh. */
export function classWeight({ codes, classes, weights }: ClassRows): Float64Array {
  const sums = new Float64Array(classes);
  for (let row = 0; row < codes.length; row++) sums[codes[row]!]! += weights === null ? 1 : weights[row]!;
  return sums;
}

/** Weight of the known cells of a column and their weighted sum, per class. */
export function classSums(values: Float64Array, by: ClassRows): { known: Float64Array; sums: Float64Array } {
  const known = new Float64Array(by.classes);
  const sums = new Float64Array(by.classes);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const weight = by.weights === null ? 1 : by.weights[row]!;
    known[by.codes[row]!]! += weight;
    sums[by.codes[row]!]! += weight * value;
  }
  return { known, sums };
}
