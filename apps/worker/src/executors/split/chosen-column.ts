import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { readNumbers, requireColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import type { ExecutorJob, TableView } from '../executor';

type Job = ExecutorJob<{ group: string; time: string }>;

export const isTime = ({ type }: StoredColumn): boolean => type === 'date' || type === 'timestamp';

/** Times as numbers that grow with them; NaN where there is none. */
export async function readTimes(job: Job, table: TableView, column: StoredColumn): Promise<Float64Array> {
  const cell = entrySql(column.name, column.sqlType);
  const value = isTime(column) ? `epoch_us(CAST(${quoteName(column.name)} AS TIMESTAMP))` : cell;
  return readNumbers(job.session, `(SELECT CAST(${value} AS DOUBLE) AS at FROM ${table.relation})`, 'at');
}

/** The column a parameter names, else the one with the role of that name. */
export function chosenColumn(job: Job, table: TableView, param: 'group' | 'time'): StoredColumn {
  const { columns } = table.meta;
  const place = `${job.title} › ${param}`;
  const name = job.params[param] === '' ? columns.find(({ role }) => role === param)?.name : job.params[param];
  if (name !== undefined) return orderable(requireColumn(columns, name, place), { place, param });
  throw new PipelineError({
    code: `no-${param}`,
    family: 'pipeline',
    place,
    seen: `no column with the role ${param}`,
    expected: `the column that holds the ${param}`,
    next: 'Choose it in this step, or mark it in Select columns.',
  });
}

function orderable(column: StoredColumn, { place, param }: { place: string; param: 'group' | 'time' }): StoredColumn {
  if (param === 'group' || ['date', 'timestamp', 'integer', 'number'].includes(column.type)) return column;
  throw new PipelineError({
    code: 'column-type',
    family: 'pipeline',
    place,
    seen: `"${column.name}" of type ${column.type}`,
    expected: 'a date, a time or a number',
    next: 'Cast it before, or choose another column.',
    column: column.name,
  });
}
