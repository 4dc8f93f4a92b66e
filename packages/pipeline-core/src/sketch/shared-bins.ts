import { quantileOf, shareBelow } from './quantile-sketch';
import type { ColumnSketch } from './table-sketch';

/** Rows of both columns in the same bins; missing cells are in none of them. */
export type SharedBins =
  | { kind: 'scale'; edges: number[]; a: number[]; b: number[] }
  | { kind: 'values'; labels: string[]; a: number[]; b: number[] };

const bins = 30;
const shownValues = 10;

/** A number with more values than this is a curve, not a list. */
const mostListed = 20;

/** A short complete list of values says more than a curve does; texts are always lists. */
export function isListed({ top, type }: ColumnSketch): boolean {
  if (top === null) return false;
  if (type === 'text' || type === 'boolean') return true;
  return top.floor === 0 && top.values.length <= mostListed;
}

/** Bins to draw two columns over each other: 30 of equal width from 0.5 % to 99.5 % of both, or the frequent values. */
export function sharedBins(a: ColumnSketch, b: ColumnSketch): SharedBins | null {
  if (isListed(a) && isListed(b)) return listedBins(a, b);
  const [low, high] = [Math.min(edgeOf(a, 0.005), edgeOf(b, 0.005)), Math.max(edgeOf(a, 0.995), edgeOf(b, 0.995))];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const width = (high - low || 1) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, at) => low + at * width);
  return { kind: 'scale', edges, a: rowsBetween(a, edges), b: rowsBetween(b, edges) };
}

function edgeOf(column: ColumnSketch, share: number): number {
  const { quantiles, min, max } = column;
  return quantiles === null || min === null || max === null ? Number.NaN : quantileOf(quantiles, { min, max }, share);
}

function listedBins(a: ColumnSketch, b: ColumnSketch): SharedBins {
  const [left, right] = [countsOf(a), countsOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const weight = (name: string) => share(left.get(name), a.present) + share(right.get(name), b.present);
  names.sort((x, y) => weight(y) - weight(x) || (x < y ? -1 : 1));
  const shown = names.slice(0, shownValues);
  const rest = names.length > shown.length || (a.top?.floor ?? 0) + (b.top?.floor ?? 0) > 0;
  const take = (counts: Map<string, number>, present: number) => {
    const listed = shown.map((name) => counts.get(name) ?? 0);
    return rest ? [...listed, present - listed.reduce((sum, count) => sum + count, 0)] : listed;
  };
  return {
    kind: 'values',
    labels: rest ? [...shown, 'Other'] : shown,
    a: take(left, a.present),
    b: take(right, b.present),
  };
}

/** Rows by value. Sketches list numbers as doubles are printed, "1.0"; one spelling, so that all of them compare. */
export function countsOf({ top, type }: ColumnSketch): Map<string, number> {
  const isNumeric = type === 'number' || type === 'integer';
  const text = (value: string) => (isNumeric ? String(Number(value)) : value);
  return new Map(top?.values.map(({ value, count }) => [text(value), count]));
}

function share(count: number | undefined, of: number): number {
  return (count ?? 0) / Math.max(1, of);
}

/** Rows between each two edges; those beyond the first and the last are in none. */
export function rowsBetween(column: ColumnSketch, edges: readonly number[]): number[] {
  const { quantiles, min, max, present } = column;
  if (quantiles === null || min === null || max === null) return edges.slice(1).map(() => 0);
  // The smallest value belongs to the first bin.
  const below = edges.map((edge) => (edge <= min ? 0 : shareBelow(quantiles, { min, max }, edge)));
  return edges.slice(1).map((_, at) => Math.max(0, Math.round(((below[at + 1] ?? 0) - (below[at] ?? 0)) * present)));
}
