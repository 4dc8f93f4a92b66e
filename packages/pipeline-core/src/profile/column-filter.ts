import { z } from 'zod';

/** Rows to show of a table: what a cell of one column has to be. Values are texts as a person types them. */
export const columnFilterSchema = z.object({
  column: z.string(),
  op: z.enum(['contains', 'is', 'is-not', 'at-least', 'at-most', 'missing', 'present']),
  value: z.string().max(500).default(''),
});
export type ColumnFilter = z.output<typeof columnFilterSchema>;
export type FilterOp = ColumnFilter['op'];

export const filterWords: Record<FilterOp, string> = {
  contains: 'contains',
  is: 'is',
  'is-not': 'is not',
  'at-least': 'at least',
  'at-most': 'at most',
  missing: 'is missing',
  present: 'has a value',
};

/** What can be asked of a column: order only where there is one. */
export function filterOpsFor(kind: 'number' | 'text' | 'boolean' | 'date' | 'category' | 'other'): FilterOp[] {
  switch (kind) {
    case 'number':
    case 'date':
      return ['at-least', 'at-most', 'is', 'is-not', 'missing', 'present'];
    case 'text':
    case 'category':
      return ['contains', 'is', 'is-not', 'missing', 'present'];
    case 'boolean':
      return ['is', 'is-not', 'missing', 'present'];
    case 'other':
      return ['contains', 'missing', 'present'];
  }
}
