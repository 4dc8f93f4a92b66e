import { z } from 'zod';
import type { PropagatedSchema } from '../../schema/propagated';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues } from '../columns';
import type { StepIssue } from '../define-step';
import { tableIn } from '../infer';
import { type ParamMeta, param } from '../param';

/** Types that have no order a person would expect. */
const unordered = ['list', 'vector', 'sparse', 'bytes'];

const sortKeySchema = z.object({
  column: param(z.string().default(''), {
    title: 'Column',
    widget: 'column',
    columnTypes: ['boolean', 'integer', 'number', 'text', 'date', 'timestamp'],
  }),
  direction: param(z.enum(['ascending', 'descending']).default('ascending'), {
    title: 'Order',
    labels: { ascending: 'Smallest first', descending: 'Largest first' },
  }),
});
export type SortKey = z.output<typeof sortKeySchema>;

/** Columns to order by, the most important first. A row without a column counts for nothing. */
export function orderParam(meta: Pick<ParamMeta, 'title'> & Partial<ParamMeta>) {
  return param(z.array(sortKeySchema).max(20).default([]), meta);
}

/** The keys that name a column. */
export function usedKeys(keys: readonly SortKey[]): SortKey[] {
  return keys.filter(({ column }) => column !== '');
}

/** What is wrong with the columns of an order while drawing. */
export function orderIssues(from: PropagatedSchema, keys: readonly SortKey[], name: string): StepIssue[] {
  const columns = usedKeys(keys).map(({ column }) => column);
  const wrong = (tableIn(from)?.columns ?? [])
    .filter((column) => columns.includes(column.name) && unordered.includes(column.type))
    .map(
      ({ name: column, type }): StepIssue => ({
        code: 'column-type',
        severity: 'error',
        message: `\`${column}\` is ${typeInWords(type)}, which has no order. Choose another column.`,
        param: name,
      }),
    );
  return [...missingColumnIssues(from, columns, name), ...wrong];
}
