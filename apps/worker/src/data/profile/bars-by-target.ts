import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type ByTarget, mostSplitColumns } from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { requireColumn, textSql } from '../read-columns';
import { quoteText } from '../sql-text';
import { isScale, valueSql } from './column-sql';
import { barSql } from './histograms';
import type { ColumnFacts } from './profile-columns';

const mostClasses = 7;

export type TargetBars = { bars: Map<string, ByTarget>; left: string[] };

/** How the target lies in the bars of each other column: rows of each class, or its mean. Of all rows; columns behind the most are left. */
export async function barsByTarget(
  session: DuckSession,
  o: { table: PlainTable; facts: readonly ColumnFacts[]; target: string },
): Promise<TargetBars> {
  const { table } = o;
  const target = requireColumn(table.columns, o.target, 'Profile › target');
  const fact = o.facts.find(({ name }) => name === target.name);
  const measure = fact === undefined ? null : measureOf(target, fact);
  const bars = new Map<string, ByTarget>();
  if (measure === null) return { bars, left: [] };
  for (const column of table.columns.slice(0, mostSplitColumns)) {
    const own = o.facts.find(({ name }) => name === column.name);
    const cut = own === undefined || column.name === target.name ? null : cutOf(column, own);
    if (cut !== null) bars.set(column.name, await measured(session, { table, cut, measure }));
  }
  const behind = table.columns.slice(mostSplitColumns).filter(({ name }) => name !== target.name);
  return { bars, left: behind.map(({ name }) => name) };
}

type Measure = { kind: 'class'; classes: string[]; sql: string } | { kind: 'mean'; sql: string };

function measureOf(target: StoredColumn, fact: ColumnFacts): Measure | null {
  const classes = fact.top.slice(0, mostClasses).map(({ value }) => String(value));
  const few = target.type === 'integer' ? fact.distinct <= 10 : true;
  if (classes.length > 1 && few) return { kind: 'class', classes, sql: textSql(target) };
  return target.type === 'integer' || target.type === 'number' ? { kind: 'mean', sql: valueSql(target) } : null;
}

type Cut = { sql: string; bars: number };

/** The bar of a cell: a bin of the histogram or a frequent value, then "Other" (values only), then "Missing". */
function cutOf(column: StoredColumn, fact: ColumnFacts): Cut | null {
  const x = valueSql(column);
  if (isScale(column)) {
    const { histogram } = fact;
    if (histogram === null) return null;
    const bins = histogram.counts.length;
    const sql = `coalesce(${barSql(column, histogram)}, ${bins})`;
    return { sql, bars: bins + 1 };
  }
  if (fact.top.length === 0) return null;
  const values = fact.top.map(({ value }) => quoteText(String(value))).join(', ');
  const place = `coalesce(list_position([${values}], left(CAST(${x} AS VARCHAR), 200)) - 1, ${fact.top.length})`;
  return { sql: `CASE WHEN ${x} IS NULL THEN ${fact.top.length + 1} ELSE ${place} END`, bars: fact.top.length + 2 };
}

async function measured(
  session: DuckSession,
  { table, cut, measure }: { table: PlainTable; cut: Cut; measure: Measure },
): Promise<ByTarget> {
  const cells = `(SELECT ${cut.sql} AS bar, ${measure.sql} AS t FROM ${table.relation})`;
  if (measure.kind === 'mean') {
    const rows = await session.query(`SELECT bar, avg(t) AS mean FROM ${cells} WHERE bar >= 0 GROUP BY bar`);
    const bars: (number | null)[] = new Array(cut.bars).fill(null);
    for (const { bar, mean } of rows) bars[Number(bar)] = mean === null ? null : Number(mean);
    return { kind: 'mean', bars };
  }
  const rows = await session.query(
    `SELECT bar, t, count(*) AS count FROM ${cells} WHERE bar >= 0 AND t IS NOT NULL GROUP BY bar, t`,
  );
  const bars = Array.from({ length: cut.bars }, () => measure.classes.map(() => 0));
  for (const { bar, t, count } of rows) {
    const at = measure.classes.indexOf(String(t));
    const own = bars[Number(bar)];
    if (at >= 0 && own !== undefined) own[at] = Number(count);
  }
  return { kind: 'class', classes: measure.classes, bars };
}
