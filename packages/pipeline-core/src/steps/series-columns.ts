import { PipelineError } from '../errors/pipeline-error';
import type { ColumnType } from '../schema/column-type';
import type { Column, TableSchema } from '../schema/table-schema';

/** What a column that says when a row was can hold: dates, times, or plain numbers such as years. */
export const timeTypes: readonly ColumnType[] = ['date', 'timestamp', 'integer', 'number'];

/** The column that says when each row was: the named one, else the one with the role time, else the only date or time. */
export function timeColumn(table: TableSchema, name: string): Column | null {
  if (name !== '') return table.columns.find((column) => column.name === name) ?? null;
  const marked = table.columns.find(({ role }) => role === 'time');
  if (marked !== undefined) return marked;
  const times = table.columns.filter(
    ({ type, role }) => (type === 'date' || type === 'timestamp') && role !== 'ignore',
  );
  return times.length === 1 ? (times[0] ?? null) : null;
}

/** The column that names the series of each row: the named one, else a text with the role group. Null: one series. */
export function seriesColumn(table: TableSchema, name: string): Column | null {
  if (name !== '') return table.columns.find((column) => column.name === name) ?? null;
  return table.columns.find(({ role, type }) => role === 'group' && type === 'text') ?? null;
}

/** The time column when a step really runs; throws a `PipelineError` that says where to choose one. */
export function requireTimeColumn(table: TableSchema, name: string, place: string): Column {
  const column = timeColumn(table, name);
  if (column !== null && timeTypes.includes(column.type)) return column;
  throw new PipelineError({
    code: 'no-time',
    family: 'pipeline',
    place: `${place} › time`,
    seen: column !== null ? `"${column.name}" of type ${column.type}` : noTimeSeen(table, name),
    expected: 'a column of dates, times or numbers that says when each row was',
    next: 'Choose the time column in this step, or parse the dates of a text before.',
    ...(column === null ? {} : { column: column.name }),
  });
}

function noTimeSeen(table: TableSchema, name: string): string {
  if (name !== '') return `no column "${name}"`;
  const times = table.columns.filter(({ type }) => type === 'date' || type === 'timestamp');
  return times.length === 0 ? 'no date and no time' : `${times.length} columns of dates or times, none of them marked`;
}
