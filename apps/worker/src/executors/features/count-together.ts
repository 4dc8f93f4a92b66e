import type { StoredColumn } from '@millrace/pipeline-core/features';
import { textSql } from '../../data/read-columns';
import { requireFit } from '../require-fit';
import { type JudgedTarget, numberSql, type SelectJob } from './judged';

/** Most different values that count one by one; a number with more is cut into as many bins. */
const bins = 10;
/** Categories that count by themselves; the rarest of more are one. */
const mostCategories = 1000;

/**
 * Counts of train rows by feature (down) and target (across). Numbers with many values are binned at quantiles, a missing
 * cell of the feature is a value of its own, rows without a target are left out.
 */
export async function countTogether(
  job: SelectJob,
  { column, target }: { column: StoredColumn; target: JudgedTarget },
): Promise<number[][]> {
  const { relation } = requireFit(job);
  const v = await valueSql(job, column, isNumber(column));
  const t = await valueSql(job, target.column, target.classes === null);
  const found = await job.session.query(
    `WITH cells AS (SELECT coalesce(${v}, '') AS v, ${t} AS t FROM ${relation}),
          frequent AS (SELECT v FROM cells WHERE t IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT ${mostCategories})
     SELECT CASE WHEN f.v IS NULL THEN NULL ELSE c.v END AS v, t, count(*)::DOUBLE AS n
       FROM cells c LEFT JOIN frequent f ON f.v = c.v WHERE t IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const rows = new Map<unknown, number[]>();
  const places = new Map([...new Set(found.map(({ t: name }) => name))].map((name, at) => [name, at]));
  for (const { v: value, t: name, n } of found) {
    const row = rows.get(value) ?? Array<number>(places.size).fill(0);
    row[places.get(name) ?? 0] = Number(n);
    rows.set(value, row);
  }
  return [...rows.values()];
}

function isNumber({ type }: StoredColumn): boolean {
  return type === 'number' || type === 'integer';
}

/** SQL of what a cell counts as: its value after an `=`, or its bin; NULL when missing. */
async function valueSql(job: SelectJob, column: StoredColumn, binned: boolean): Promise<string> {
  const whole = `'=' || ${textSql(column)}`;
  if (!binned) return whole;
  const number = numberSql(column);
  // One list, so that the cells are gathered once; tenths are exact in it, as places in the order must be.
  const inner = Array.from({ length: bins - 1 }, (_, at) => at + 1);
  const { different, ...edges } = await job.session.numbers(
    `SELECT different, ${inner.map((at) => `quantiles[${at}] AS q${at}`).join(', ')} FROM (
       SELECT count(DISTINCT x) AS different, quantile_disc(x, [${inner.map((at) => at / bins).join(', ')}]) AS quantiles
         FROM (SELECT ${number} AS x FROM ${requireFit(job).relation}))`,
  );
  if ((different ?? 0) <= bins) return whole;
  const above = [...new Set(Object.values(edges))].map((edge) => `CAST(${number} > ${edge}::DOUBLE AS INTEGER)`);
  return `CASE WHEN ${number} IS NOT NULL THEN CAST(${above.join(' + ')} AS VARCHAR) END`;
}
