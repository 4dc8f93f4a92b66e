import { blocksOf } from '../blocks-of';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { quoteName } from '../sql-text';
import { valueSql } from './column-sql';

/** How far each number rises or falls with the rows: Pearson's correlation with the row number. */
export async function orderTrends(session: DuckSession, table: PlainTable): Promise<Map<string, number>> {
  const columns = table.columns.filter(({ type }) => type === 'integer' || type === 'number');
  const trends = new Map<string, number>();
  for (const block of blocksOf(columns)) {
    const found = await session.numbers(
      `SELECT ${block.map((column, at) => `corr(${valueSql(column)}, ${quoteName('__row')}) AS r${at}`).join(', ')} FROM ${table.relation}`,
    );
    for (const [at, { name }] of block.entries()) {
      const trend = found[`r${at}`];
      if (trend !== null && trend !== undefined && Number.isFinite(trend))
        trends.set(name, Math.min(1, Math.max(-1, trend)));
    }
  }
  return trends;
}
