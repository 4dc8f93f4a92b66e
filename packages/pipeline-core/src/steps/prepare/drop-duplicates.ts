import { z } from 'zod';
import { missingColumnIssues } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { orderIssues, orderParam, usedKeys } from './sort-key';

export const dropDuplicates = defineStep({
  type: 'drop-duplicates',
  version: 1,
  stage: 'prepare',
  title: 'Drop duplicates',
  summary: 'Keeps one row of those that are equal in all or in chosen columns.',
  doc: `Rows are equal when every chosen column has the same value; two missing cells are equal. Without a choice all columns count. The log says how many rows went.

Which row stays is the **first** or the **last** in the given order, else in the order of the table. Do this before Split rows: the same row in two parts makes results look better than they are.

**Example.** Columns \`customer\`, keep the last by \`updated_at\`: the newest row of each customer.`,
  synonyms: ['distinct', 'unique', 'dedupe', 'deduplicate', 'repeated rows', 'latest per key'],
  icon: 'copy-minus',
  params: z.object({
    columns: param(z.array(z.string()).default([]), {
      title: 'Equal in',
      description: 'Empty: all columns.',
      widget: 'columns',
    }),
    keep: param(z.enum(['first', 'last']).default('first'), {
      title: 'Keep',
      labels: { first: 'First row', last: 'Last row' },
    }),
    order: orderParam({ title: 'In the order of', description: 'Empty: the order of the table.' }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { changesRowCount: true, keepsColumns: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 3e5, megabytes: 192 + rows / 5e3 }),
  describe(params) {
    const equal =
      params.columns.length === 0
        ? 'all columns'
        : params.columns.length === 1
          ? (params.columns[0] ?? '').slice(0, 40)
          : `${params.columns.length} columns`;
    return `Keep the ${params.keep} by ${equal}`;
  },
  whyDropped({ columns, keep, order }) {
    const equal = columns.length === 0 ? 'all columns' : columns.map((name) => `\`${name}\``).join(', ');
    const by = usedKeys(order).map(({ column }) => `\`${column}\``);
    const how = by.length === 0 ? 'in the table' : `by ${by.join(', ')}`;
    return `Another row is equal to it in ${equal}; the ${keep} of them ${how} stays.`;
  },
  keepsOneOf: (params) => params.columns,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = [
      ...missingColumnIssues(from, params.columns, 'columns'),
      ...orderIssues(from, usedKeys(params.order), 'order'),
    ];
    return { ...inferTable(from, ({ rows: _rows, ...table }) => ({ table })), issues };
  },
});
