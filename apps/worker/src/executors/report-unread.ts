import type { StoredColumn } from '@millrace/pipeline-core/features';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { parquetRelation, quoteName } from '../data/sql-text';
import type { WrittenTable } from '../data/table-store';
import type { ExecutorJob, TableView } from './executor';

/** Says of each converted column how many of its cells could not be read, with the most frequent of them. */
export async function reportUnread(
  job: Pick<ExecutorJob, 'log' | 'session'>,
  o: { table: TableView; written: WrittenTable; converted: readonly string[] },
): Promise<void> {
  for (const name of o.converted) {
    const before = o.table.meta.columns.find((column) => column.name === name);
    const after = o.written.columns.find((column) => column.name === name);
    // Both tables were counted when they were written: only a column that lost cells is read again.
    if (before === undefined || after === undefined || gaps(after) <= gaps(before)) continue;
    const [row, cell] = [quoteName(reservedColumns.row), quoteName(name)];
    const found = await job.session.query(
      `SELECT value, sum(n) OVER ()::INTEGER AS lost FROM (
         SELECT CAST(i.${cell} AS VARCHAR) AS value, count(*) AS n
           FROM ${o.table.relation} i JOIN ${parquetRelation(o.written.path)} o ON i.${row} = o.${row}
          WHERE i.${cell} IS NOT NULL AND o.${cell} IS NULL GROUP BY value)
        ORDER BY n DESC, value LIMIT 3`,
    );
    const [first] = found;
    if (first === undefined) continue;
    const examples = found.map(({ value }) => `"${String(value).slice(0, 40)}"`).join(', ');
    job.log(
      'warning',
      `${first.lost} of ${o.written.rows} cells of "${name}" could not be read as ${after.type} and are missing now, for example ${examples}.`,
    );
  }
}

function gaps(column: StoredColumn): number {
  return column.missing ?? 0;
}
