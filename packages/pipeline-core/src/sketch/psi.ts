import { quantileOf, shareBelow } from './quantile-sketch';
import { countsOf, isListed } from './shared-bins';
import type { ColumnSketch } from './table-sketch';

/** A bin without rows counts as this share, or one row would decide. */
const smallest = 1e-4;
const scaleBins = 10;

/**
 * Population stability index of two columns, missing cells as a bin of their own: below 0.1 alike, above 0.25 another
 * distribution. Numbers are cut at the tenths of `before`, lists of values at each value. Null when one has no rows, or
 * nothing that can be compared.
 */
export function psiOf(before: ColumnSketch, now: ColumnSketch): number | null {
  const [rowsBefore, rowsNow] = [before.present + before.missing, now.present + now.missing];
  if (rowsBefore === 0 || rowsNow === 0) return null;
  const shares = isListed(before) && isListed(now) ? listedShares(before, now) : scaleShares(before, now);
  if (shares === null) return null;
  const missing = [before.missing / rowsBefore, now.missing / rowsNow] as const;
  const scaled = shares.map(([a, b]) => [a * (1 - missing[0]), b * (1 - missing[1])] as const);
  return [...scaled, missing].reduce((sum, [a, b]) => {
    if (a === 0 && b === 0) return sum;
    const [x, y] = [Math.max(a, smallest), Math.max(b, smallest)];
    return sum + (y - x) * Math.log(y / x);
  }, 0);
}

type Shares = (readonly [number, number])[];

function listedShares(before: ColumnSketch, now: ColumnSketch): Shares {
  const [left, right] = [countsOf(before), countsOf(now)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const listed = names.map(
    (name) =>
      [(left.get(name) ?? 0) / Math.max(1, before.present), (right.get(name) ?? 0) / Math.max(1, now.present)] as const,
  );
  const rest = [0, 1].map((side) => Math.max(0, 1 - listed.reduce((sum, pair) => sum + (pair[side] ?? 0), 0)));
  const present = before.present > 0 && now.present > 0;
  const complete = before.top?.floor === 0 && now.top?.floor === 0; // a list that is not leaves values unnamed
  return present && !complete ? [...listed, [rest[0] ?? 0, rest[1] ?? 0]] : listed;
}

function scaleShares(before: ColumnSketch, now: ColumnSketch): Shares | null {
  const [left, right] = [curveOf(before), curveOf(now)];
  if (left === null || right === null) return null;
  const cuts = Array.from({ length: scaleBins - 1 }, (_, at) => left.quantile((at + 1) / scaleBins));
  const edges = [...new Set(cuts)];
  const at = [...edges.map((edge) => [left.below(edge), right.below(edge)] as const), [1, 1] as const];
  return at.map(([a, b], index) => {
    const [fromA, fromB] = at[index - 1] ?? [0, 0];
    return [Math.max(0, a - fromA), Math.max(0, b - fromB)] as const;
  });
}

function curveOf({ quantiles, min, max }: ColumnSketch) {
  if (quantiles === null || min === null || max === null) return null;
  return {
    quantile: (share: number) => quantileOf(quantiles, { min, max }, share),
    below: (x: number) => shareBelow(quantiles, { min, max }, x),
  };
}

/** What a PSI means, in a word. */
export function driftWord(psi: number | null): 'alike' | 'somewhat different' | 'different' | 'not compared' {
  if (psi === null) return 'not compared';
  return psi < 0.1 ? 'alike' : psi < 0.25 ? 'somewhat different' : 'different';
}
