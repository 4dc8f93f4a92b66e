import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { ColumnFilter } from '@millrace/pipeline-core/profile';
import { requireColumn } from './read-columns';
import { quoteName, quoteText } from './sql-text';

export { type ColumnFilter, columnFilterSchema } from '@millrace/pipeline-core/profile';

/** Filters as SQL conditions. A value that its column cannot hold is an error that names both. */
export function filterSql(columns: readonly StoredColumn[], filters: readonly ColumnFilter[]): string[] {
  return filters.map((filter) => conditionSql(requireColumn(columns, filter.column, 'Table window › filter'), filter));
}

function conditionSql(column: StoredColumn, { op, value }: ColumnFilter): string {
  const cell = quoteName(column.name);
  switch (op) {
    case 'missing':
      return `${cell} IS NULL`;
    case 'present':
      return `${cell} IS NOT NULL`;
    case 'contains':
      return `contains(lower(CAST(${cell} AS VARCHAR)), lower(${quoteText(value)}))`;
    case 'is':
      return `${cell} = ${literalSql(column, value)}`;
    case 'is-not':
      return `${cell} IS DISTINCT FROM ${literalSql(column, value)}`;
    case 'at-least':
      return `${cell} >= ${literalSql(column, value)}`;
    case 'at-most':
      return `${cell} <= ${literalSql(column, value)}`;
  }
}

function literalSql(column: StoredColumn, value: string): string {
  const typed = value.trim();
  switch (column.type) {
    case 'integer':
    case 'number':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed)) throw noValue(column, value, 'a number such as 12.5');
      return typed;
    case 'boolean':
      if (!/^(true|false)$/i.test(typed)) throw noValue(column, value, 'true or false');
      return typed.toUpperCase();
    case 'date':
    case 'timestamp':
      if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?$/.test(typed) || Number.isNaN(Date.parse(typed)))
        throw noValue(column, value, 'a date such as 2024-01-31');
      return `CAST(${quoteText(typed.replace(/Z$/, ''))} AS ${column.sqlType})`;
    case 'text':
      return quoteText(value);
    case 'list':
    case 'vector':
    case 'sparse':
    case 'bytes':
      throw noValue(column, value, 'a column with single values');
  }
}

function noValue(column: StoredColumn, value: string, expected: string): PipelineError {
  return new PipelineError({
    code: 'no-filter-value',
    family: 'pipeline',
    place: `Table › filter of ${column.name}`,
    seen: value.trim() === '' ? 'nothing' : `"${value.slice(0, 60)}"`,
    expected,
    next: 'Change the value, or take the filter away.',
    column: column.name,
  });
}
