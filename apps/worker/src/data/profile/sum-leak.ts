export type NumberColumn = { name: string; values: Float64Array };

/** Columns looked at in pairs; most pairs are refuted by their first rows. */
export const mostSummed = 60;
const fewestRows = 20;

/**
 * Pairs of number columns that add up to the target in every row: the target was made from them, so they are known
 * only with it. Rows where one of the three is missing say nothing. Returns each column with its partner.
 */
export function findSumLeaks(columns: readonly NumberColumn[], target: Float64Array): Map<string, string> {
  const looked = columns.slice(0, mostSummed);
  const partners = new Map<string, string>();
  for (const [at, first] of looked.entries()) {
    for (const second of looked.slice(at + 1)) {
      if (!addsUp(first.values, second.values, target)) continue;
      partners.set(first.name, second.name);
      partners.set(second.name, first.name);
    }
  }
  return partners;
}

function addsUp(a: Float64Array, b: Float64Array, target: Float64Array): boolean {
  let rows = 0;
  let informative = false;
  for (let row = 0; row < target.length; row += 1) {
    const [x, y, sum] = [a[row] ?? Number.NaN, b[row] ?? Number.NaN, target[row] ?? Number.NaN];
    if (Number.isNaN(x + y + sum)) continue;
    if (Math.abs(x + y - sum) > 1e-9 * Math.max(1, Math.abs(sum))) return false;
    rows += 1;
    // A column of zeros beside a copy of the target is the copy's leak, not a sum.
    informative ||= x !== 0 && y !== 0;
  }
  return rows >= fewestRows && informative;
}
