import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  countInBars,
  gridEdges,
  type Histogram,
  histogramEnds,
  shownGrid,
  type ValueGrid,
  valueStep,
} from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import { valueSql } from './column-sql';

type Row = Record<string, number | null>;
type Context = { session: DuckSession; relation: string };
type ValueCount = { value: number; count: number };

const bins = 30;
/** Columns with no more different values are counted value by value. */
const fewValues = 500;
const dayMs = 86_400_000;

/**
 * Bars over all values but those far beyond the 0.5 % and the 99.5 % quantile, which are counted alone. Values on a grid
 * (whole numbers, days, few values that lie equally far apart) have bars of equally many places of it, and one each where
 * there are few places; others have 30 bars of equal width.
 */
export async function scaleHistogram(context: Context, column: StoredColumn, row: Row): Promise<Histogram | null> {
  const { low = null, high = null } = row;
  if (low === null || high === null) return null;
  const ends = { low, high, min: row.min ?? low, max: row.max ?? high };
  const values = (row.distinct ?? 0) <= fewValues ? await countValues(context, column) : null;
  const step = stepOf(column, values);
  if (step !== null && Number.isFinite(ends.max - ends.min))
    return gridHistogram(context, {
      column,
      values,
      present: row.present ?? 0,
      grid: shownGrid(ends, { step, used: values?.length }),
      step,
    });
  const [first, last] = histogramEnds(ends);
  return equalBars(context, { column, values, low: first, high: last, present: row.present ?? 0 });
}

/** Rows of each value, ascending; null where there are more than a profile counts one by one. */
async function countValues({ session, relation }: Context, column: StoredColumn): Promise<ValueCount[] | null> {
  const most = fewValues * 2; // how many there are may be an estimate
  const found = await session.query(
    `SELECT x, count(*) AS count FROM (SELECT ${valueSql(column)} AS x FROM ${relation}) WHERE x IS NOT NULL
      GROUP BY x ORDER BY x LIMIT ${most + 1}`,
  );
  return found.length > most ? null : found.map(({ x, count }) => ({ value: Number(x), count: Number(count) }));
}

function stepOf({ type }: StoredColumn, values: readonly ValueCount[] | null): number | null {
  const found = values === null ? null : valueStep(values.map(({ value }) => value));
  if (found !== null) return found;
  return type === 'integer' ? 1 : type === 'date' ? dayMs : null;
}

async function gridHistogram(
  context: Context,
  o: { column: StoredColumn; values: readonly ValueCount[] | null; present: number; grid: ValueGrid; step: number },
): Promise<Histogram> {
  const edges = gridEdges(o.grid);
  if (o.values !== null) return { edges, step: o.step, ...countInBars(o.values, edges) };
  const [low = 0, next = 0, high] = [edges[0], edges[1], edges.at(-1) ?? 0];
  const width = next - low;
  const x = `CAST(${valueSql(o.column)} AS DOUBLE)`;
  const counts = await countsOf(context, { x, low, high, width, slots: edges.length - 1 });
  return { edges, step: o.step, counts, outside: o.present - sum(counts) };
}

/** Lengths of texts in the same way; each length has a bar of its own where there are few. */
export async function lengthHistogram(context: Context, column: StoredColumn, row: Row): Promise<Histogram | null> {
  const { shortest = null, longest = null, long = null } = row;
  if (shortest === null || longest === null) return null;
  const high = longest - shortest < bins ? longest : Math.max(shortest + bins, Math.min(longest, long ?? longest));
  const edges = gridEdges({ first: shortest, last: Math.round(high), step: 1 });
  const [low = 0, next = 0, end] = [edges[0], edges[1], edges.at(-1) ?? 0];
  const x = `CAST(length(${valueSql(column)}) AS DOUBLE)`;
  const counts = await countsOf(context, { x, low, high: end, width: next - low, slots: edges.length - 1 });
  return { edges, step: 1, counts, outside: (row.present ?? 0) - sum(counts) };
}

async function equalBars(
  context: Context,
  o: { column: StoredColumn; values: readonly ValueCount[] | null; low: number; high: number; present: number },
): Promise<Histogram> {
  const { column, values, low, high, present } = o;
  if (high <= low) return { edges: [low, low], counts: [present], outside: 0 };
  const width = (high - low) / bins;
  const edges = [...Array.from({ length: bins }, (_, at) => low + at * width), high];
  if (values !== null) return { edges, ...countInBars(values, edges) };
  const counts = await countsOf(context, { x: valueSql(column), low, high, width, slots: bins });
  return { edges, counts, outside: present - sum(counts) };
}

async function countsOf(
  { session, relation }: Context,
  o: { x: string; low: number; high: number; width: number; slots: number },
): Promise<number[]> {
  const { x, low, high, width, slots } = o;
  const found = await session.query(
    `SELECT least(${slots - 1}, floor((x - (${low})) / ${width})) AS bin, count(*) AS count
      FROM (SELECT ${x} AS x FROM ${relation}) WHERE x BETWEEN ${low} AND ${high} GROUP BY bin`,
  );
  const counts = new Array<number>(slots).fill(0);
  for (const { bin, count } of found) counts[Math.max(0, Number(bin))] = Number(count);
  return counts;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** SQL of the bar that a cell of a number or a time lies in, from 0 on; -1 beyond the ends, NULL where it is missing. */
export function barSql(column: StoredColumn, { edges, counts }: Pick<Histogram, 'edges' | 'counts'>): string {
  const [low = 0, high] = [edges[0], edges.at(-1) ?? 0];
  const width = (edges[1] ?? high) - low; // the last may be narrower
  const x = `CAST(${valueSql(column)} AS DOUBLE)`;
  const bar = width > 0 ? `least(${counts.length - 1}, floor((${x} - (${low})) / ${width}))` : '0';
  return `CASE WHEN ${x} BETWEEN ${low} AND ${high} THEN ${bar} WHEN ${x} IS NOT NULL THEN -1 END`;
}
