/** x, or NaN when it is no finite number. */
export function finite(x: number): number {
  return x - x === 0 ? x : Number.NaN;
}

/** x, or NaN outside the whole numbers that a double holds exactly. */
export function safe(x: number): number {
  return Math.abs(x) <= Number.MAX_SAFE_INTEGER ? x : Number.NaN;
}
