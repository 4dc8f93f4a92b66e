import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type TopSketch, topLimit } from '@millrace/pipeline-core/sketch';
import type { DuckSession } from '../duckdb';
import { isScale, valueSql } from '../profile/column-sql';

/** Texts are kept up to this length; longer ones that begin alike count as one. */
const longestValue = 120;
/** Columns with more different values than this have no list worth its cost. */
const mostDistinct = 1_000_000;

/** The most frequent values with their counts; a scale only where it has few, so that it is a list of values. */
export async function topList(
  { session, relation }: { session: DuckSession; relation: string },
  column: StoredColumn,
  { present, distinct }: { present: number; distinct: number },
): Promise<TopSketch | null> {
  if (present === 0) return { values: [], floor: 0 };
  if (distinct > mostDistinct || (isScale(column) && distinct > topLimit * 0.6)) return null;
  const x = `left(CAST(${valueSql(column)} AS VARCHAR), ${longestValue})`;
  const rows = await session.query(
    `SELECT x, count(*) AS count FROM (SELECT ${x} AS x FROM ${relation}) WHERE x IS NOT NULL
     GROUP BY x ORDER BY count(*) DESC, x LIMIT ${topLimit + 1}`,
  );
  const values = rows.map((row) => ({ value: String(row.x), count: Number(row.count) }));
  return { values: values.slice(0, topLimit), floor: values[topLimit]?.count ?? 0 };
}
