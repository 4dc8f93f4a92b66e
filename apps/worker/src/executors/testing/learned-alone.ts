import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { risingEdges } from '@millrace/pipeline-core/steps';
import type { DuckSession } from '../../data/duckdb';

type Figure = (figure: string) => Promise<number | null>;

/** What a step learns of one column, with each figure asked by a statement of its own: what one scan must give as well. */
export async function learnedAlone(
  session: DuckSession,
  o: { type: string; params: Record<string, unknown>; relation: string; column: StoredColumn },
): Promise<object> {
  const { name, sqlType, type } = o.column;
  const cells = `(SELECT ${entrySql(name, sqlType)} AS x FROM ${o.relation})`;
  const over = (from: string): Figure => {
    return async (figure) => (await session.numbers(`SELECT ${figure} AS v FROM ${from}`)).v ?? null;
  };
  const figure = over(cells);
  switch (o.type) {
    case 'bin-numbers':
      return { name, edges: await edgesAlone(figure, Number(o.params.bins)) };
    case 'scale-numbers':
      return { name, ...(await scaleAlone(figure, String(o.params.method))) };
    case 'impute-missing': {
      const missing = await figure('count(*) FILTER (x IS NULL)');
      const value = await fillAlone(session, cells, String(o.params.numbers));
      return { name, value, missing };
    }
    case 'handle-outliers': {
      const top = (await figure('max(abs(x))')) ?? 0;
      const scale = top > 1e100 ? 2 ** Math.floor(Math.log2(top)) : 1;
      const scaled = scale === 1 ? figure : over(`(SELECT x / CAST('${scale}' AS DOUBLE) AS x FROM ${cells})`);
      const bounds = (await boundsAlone(scaled, o.params)).map((bound) => finite(bound * scale));
      const [low = null, high = null] = bounds;
      const isBetween = type === 'integer' && low !== null && high !== null && Math.ceil(low) > Math.floor(high);
      return isBetween ? { name, low: null, high: null } : { name, low, high };
    }
    default:
      throw new Error(`nothing is known of "${o.type}"`);
  }
}

function finite(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}

async function edgesAlone(figure: Figure, bins: number): Promise<number[]> {
  const low = await figure('min(x)');
  if (low === null) return [];
  const edges: number[] = [];
  for (let at = 1; at < bins; at++) edges.push((await figure(`quantile_cont(x, ${at / bins})`)) ?? Number.NaN);
  return risingEdges(edges.filter((edge) => Number.isFinite(edge) && edge > low));
}

async function scaleAlone(figure: Figure, method: string) {
  const measures: Record<string, string[]> = {
    standard: ['avg(x)', 'stddev_pop(x)'],
    'min-max': ['min(x)', 'max(x) - min(x)'],
    robust: ['median(x)', 'quantile_cont(x, 0.75) - quantile_cont(x, 0.25)'],
  };
  const [center = Number.NaN, scale = Number.NaN] = await allOf(figure, measures[method] ?? []);
  return { center: finite(center) ?? 0, scale: finite(scale) || 1 };
}

async function fillAlone(session: DuckSession, cells: string, numbers: string): Promise<unknown> {
  if (numbers === 'constant') return null;
  const most = `SELECT x AS v FROM ${cells} WHERE x IS NOT NULL GROUP BY x ORDER BY count(*) DESC, x LIMIT 1`;
  const [row] = await session.query(
    numbers === 'mode' ? most : `SELECT ${numbers === 'mean' ? 'avg' : 'median'}(x) AS v FROM ${cells}`,
  );
  return row?.v ?? null;
}

async function boundsAlone(figure: Figure, params: Record<string, unknown>): Promise<number[]> {
  const [share, distance, deviations] = [Number(params.share), Number(params.distance), Number(params.deviations)];
  const measures: Record<string, string[]> = {
    iqr: ['quantile_cont(x, 0.25)', 'quantile_cont(x, 0.75)'],
    z: ['avg(x)', 'stddev_pop(x)'],
    quantile: [`quantile_cont(x, ${share})`, `quantile_cont(x, ${1 - share})`],
  };
  const [a, b] = await allOf(figure, measures[String(params.method)] ?? []);
  if (a === undefined || b === undefined || !Number.isFinite(a) || !Number.isFinite(b)) return [];
  if (params.method === 'z') return b === 0 ? [] : [a - deviations * b, a + deviations * b];
  if (a === b) return [];
  return params.method === 'iqr' ? [a - distance * (b - a), b + distance * (b - a)] : [a, b];
}

async function allOf(figure: Figure, figures: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const one of figures) found.push((await figure(one)) ?? Number.NaN);
  return found;
}
