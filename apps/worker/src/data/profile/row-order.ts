import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type ColumnProfile, pearson, ranksOf } from '@millrace/pipeline-core/profile';
import { blocksOf } from '../blocks-of';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { quoteName } from '../sql-text';
import { valueSql } from './column-sql';
import type { ColumnFacts } from './profile-columns';

export type RowOrder = NonNullable<ColumnProfile['rowOrder']>;

/** Rows are looked at in so many groups at most, each by the mean of its values: a few late rows change nothing. */
const mostGroups = 1000;
/** Fewer moments than these come in an order by chance, or are those of a few files put together. */
const leastMoments = 10;
/** How near the groups must come to lying in order, where 1 is in order. */
const leastOrder = 0.99;

/** Dates, times and ids in whose order the rows of a table lie, by name. */
export async function rowOrders(
  session: DuckSession,
  table: PlainTable,
  facts: readonly ColumnFacts[],
): Promise<Map<string, RowOrder>> {
  const asked = new Set(facts.filter(tellsRowsApart).map(({ name }) => name));
  const columns = table.columns.filter(({ name }) => asked.has(name));
  const orders = new Map<string, RowOrder>();
  for (const block of blocksOf(columns)) {
    const groups = await session.query(groupMeans(table, block));
    for (const [at, { name }] of block.entries()) {
      const order = orderOf(groups.map((group) => group[`m${at}`]).filter((mean) => typeof mean === 'number'));
      if (order !== null) orders.set(name, order);
    }
  }
  return orders;
}

function tellsRowsApart({ type, distinct, looksLikeId }: ColumnFacts): boolean {
  if (type === 'date' || type === 'timestamp') return distinct >= leastMoments;
  return type === 'integer' && looksLikeId;
}

function groupMeans({ relation, rows }: PlainTable, columns: readonly StoredColumn[]): string {
  const size = Math.max(1, Math.ceil(rows / mostGroups));
  const means = columns.map((column, at) => `CAST(avg(${valueSql(column)}) AS DOUBLE) AS m${at}`);
  const group = `${quoteName('__row')} // ${size}`;
  return `SELECT ${means.join(', ')} FROM ${relation} GROUP BY ${group} ORDER BY ${group}`;
}

/**
 * Whether values rise or fall: Spearman's rank correlation with their places, against the most that their ties allow.
 * Null where they do neither.
 */
export function orderOf(values: readonly number[]): RowOrder | null {
  const ranks = ranksOf(Float64Array.from(values));
  const places = Float64Array.from(ranks.keys());
  const found = pearson(ranks, places).value;
  const best = pearson(Float64Array.from(ranks).sort(), places).value;
  if (found === null || best === null || Math.abs(found) < leastOrder * best) return null;
  return found > 0 ? 'rising' : 'falling';
}
