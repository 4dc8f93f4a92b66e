import { histogramEnds } from '../profile/histogram-ends';
import { countInBars, gridEdges, shownGrid, valueStep } from '../profile/value-grid';
import { quantileOf, shareBelow } from './quantile-sketch';
import type { ColumnSketch } from './table-sketch';

/** Rows of both columns in the same bins; missing cells are in none of them. With a `step` values lie half of it within the edges. */
export type SharedBins =
  | { kind: 'scale'; edges: number[]; step?: number; a: number[]; b: number[] }
  | { kind: 'values'; labels: string[]; a: number[]; b: number[] };

const bins = 30;
const shownValues = 10;
const dayMs = 86_400_000;

/** A number with more values than this is a curve, not a list. */
const mostListed = 20;

/** A short complete list of values says more than a curve does; texts are always lists. */
export function isListed({ top, type }: ColumnSketch): boolean {
  if (top === null) return false;
  if (type === 'text' || type === 'boolean') return true;
  return top.floor === 0 && top.values.length <= mostListed;
}

/**
 * Bins to draw two columns over each other: the frequent values, or bars over all values but those far beyond the 0.5 %
 * and the 99.5 % quantile of both. Whole numbers, days and few values on a grid have bars of equally many places of it,
 * others 30 of equal width.
 */
export function sharedBins(a: ColumnSketch, b: ColumnSketch): SharedBins | null {
  if (isListed(a) && isListed(b) && !isCurve(a, b)) return listedBins(a, b);
  const [left, right] = [extentOf(a), extentOf(b)];
  if (left === null || right === null) return null;
  const ends = {
    low: Math.min(left.low, right.low),
    high: Math.max(left.high, right.high),
    min: Math.min(left.min, right.min),
    max: Math.max(left.max, right.max),
  };
  const values = [a, b].map(valuesOf);
  const known = values.includes(null) ? null : differentOf(values);
  const step = stepOf([a, b], known);
  const edges = step === null ? equalEdges(ends) : gridEdges(shownGrid(ends, { step, used: known?.length }));
  const count = (column: ColumnSketch, at: number) => {
    const counted = values[at] ?? null;
    return counted === null ? rowsBetween(column, edges) : countInBars(counted, edges).counts;
  };
  return { kind: 'scale', edges, ...(step === null ? {} : { step }), a: count(a, 0), b: count(b, 1) };
}

/** Numbers and times with more values than are listed: a list of the most frequent ones would have no order. */
function isCurve(a: ColumnSketch, b: ColumnSketch): boolean {
  if (a.quantiles === null || b.quantiles === null) return false;
  return new Set([...countsOf(a).keys(), ...countsOf(b).keys()]).size > shownValues;
}

type Extent = { low: number; high: number; min: number; max: number };

function extentOf({ quantiles, min, max }: ColumnSketch): Extent | null {
  if (quantiles === null || min === null || max === null || !Number.isFinite(max - min)) return null;
  const at = (share: number) => quantileOf(quantiles, { min, max }, share);
  return { low: at(0.005), high: at(0.995), min, max };
}

type ValueCount = { value: number; count: number };

/** Every value of a scale with its rows, ascending; null where not all of them are known. */
function valuesOf(column: ColumnSketch): ValueCount[] | null {
  if (column.top === null || column.top.floor > 0) return null;
  const values = [...countsOf(column)].map(([value, count]) => ({ value: Number(value), count }));
  return values.every(({ value }) => Number.isFinite(value)) ? values.sort((x, y) => x.value - y.value) : null;
}

function differentOf(values: readonly (ValueCount[] | null)[]): number[] {
  return [...new Set(values.flatMap((side) => side?.map(({ value }) => value) ?? []))].sort((x, y) => x - y);
}

/** `known`: all different values of both, ascending. */
function stepOf(columns: readonly ColumnSketch[], known: readonly number[] | null): number | null {
  const found = known === null ? null : valueStep(known);
  if (found !== null) return found;
  if (columns.every(({ type }) => type === 'integer')) return 1;
  return columns.every(({ type }) => type === 'date') ? dayMs : null;
}

function equalEdges(ends: Extent): number[] {
  const [low, high] = histogramEnds(ends);
  const width = (high - low || 1) / bins;
  return [...Array.from({ length: bins }, (_, at) => low + at * width), high > low ? high : low + 1];
}

function listedBins(a: ColumnSketch, b: ColumnSketch): SharedBins {
  const [left, right] = [countsOf(a), countsOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const weight = (name: string) => share(left.get(name), a.present) + share(right.get(name), b.present);
  names.sort((x, y) => weight(y) - weight(x) || (x < y ? -1 : 1));
  const shown = names.slice(0, shownValues);
  if (a.quantiles !== null && b.quantiles !== null) shown.sort((x, y) => Number(x) - Number(y));
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
