import { reservedColumns } from '@millrace/pipeline-core/schema';
import type { DuckSession } from './duckdb';
import { quoteName } from './sql-text';
import type { TableView } from './table-view';

/**
 * A table as one of its folds sees it. Rows the fold holds out stand as test rows, the rows of the other folds (expanding:
 * the earlier ones) as train rows, and the real test rows are not there: whatever respects a split respects the fold.
 * Validation rows of the split stay, for early stopping; where folds follow time they might be later, so they go too.
 * A table without folds is handed on as it is. Seen twice it is the same.
 */
export async function foldView(session: DuckSession, table: TableView, fold: number): Promise<TableView> {
  const folds = table.meta.split?.folds;
  if (folds === undefined) return table;
  const [mark, part] = [quoteName(reservedColumns.fold), quoteName(reservedColumns.part)];
  const others = folds.expanding ? `${mark} <= ${fold}` : 'true';
  const without = folds.expanding ? 'false' : `${part} = 'validation'`;
  const relation = `(SELECT * REPLACE (CASE WHEN ${mark} = ${fold} THEN 'test' WHEN ${mark} IS NULL THEN ${part} ELSE 'train' END AS ${part})
    FROM ${table.relation} WHERE CASE WHEN ${mark} IS NULL THEN ${without} ELSE ${others} END)`;
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  return { ...table, relation, rows: rows ?? 0 };
}
