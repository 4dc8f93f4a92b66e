export type Eigen = { value: number; vector: Float64Array };

/**
 * Eigenvalues and vectors of a symmetric matrix (row-major, size x size), largest value first, by cyclic Jacobi rotations
 * (Golub and Van Loan, 8.5): slow for thousands of columns, exact and the same everywhere for hundreds. Each vector has
 * length 1 and its largest entry is positive; of equal ones the first.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen[] {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 100 && offDiagonal(a, size) > 0; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, { size, p, q });
  }
  const pairs = Array.from({ length: size }, (_, at) => ({
    value: a[at * size + at] ?? 0,
    vector: signed(Float64Array.from({ length: size }, (_, row) => v[row * size + at] ?? 0)),
    at,
  }));
  return pairs.sort((x, y) => y.value - x.value || x.at - y.at).map(({ value, vector }) => ({ value, vector }));
}

function offDiagonal(a: Float64Array, size: number): number {
  let [off, diagonal] = [0, 0];
  for (let p = 0; p < size; p++) {
    diagonal += a[p * size + p]! ** 2;
    for (let q = p + 1; q < size; q++) off += a[p * size + q]! ** 2;
  }
  return off <= 1e-32 * diagonal ? 0 : off;
}

/** Makes the entry at p, q zero by turning both axes. */
function rotate(a: Float64Array, v: Float64Array, { size, p, q }: { size: number; p: number; q: number }): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let i = 0; i < size; i++) turn(a, { x: i * size + p, y: i * size + q, c, s });
  for (let i = 0; i < size; i++) turn(a, { x: p * size + i, y: q * size + i, c, s });
  a[p * size + q] = 0;
  a[q * size + p] = 0;
  for (let i = 0; i < size; i++) turn(v, { x: i * size + p, y: i * size + q, c, s });
}

function turn(values: Float64Array, { x, y, c, s }: { x: number; y: number; c: number; s: number }): void {
  const [left, right] = [values[x]!, values[y]!];
  values[x] = c * left - s * right;
  values[y] = s * left + c * right;
}

function signed(vector: Float64Array): Float64Array {
  let most = 0;
  // Entries that are equal but for rounding must not decide by it.
  for (const value of vector) if (Math.abs(value) > Math.abs(most) * (1 + 1e-9)) most = value;
  return most < 0 ? vector.map((value) => -value) : vector;
}
