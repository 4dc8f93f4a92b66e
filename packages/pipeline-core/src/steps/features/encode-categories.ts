import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import type { Column } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, wrongTypeIssues } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { encodeNodes, encodeStateSchema } from './encode-plan';

export const encodeTypes: readonly ColumnType[] = ['text', 'boolean', 'integer'];
const byDefault: readonly ColumnType[] = ['text'];

export const encodeCategories = defineStep({
  type: 'encode-categories',
  version: 1,
  stage: 'features',
  title: 'Encode categories',
  summary: 'Turns categories into numbers: a column of 0 and 1 for each, their rank, or their share.',
  doc: `- **One-hot**: a column of 0 and 1 for each of the most frequent categories; with *other*, one more for the rest, unseen and missing ones.
- **Ordinal**: the rank by frequency, 0 for the most frequent; unseen and missing ones are -1.
- **Frequency**: the share of train rows with that category; unseen and missing ones are 0.

Categories are learned from train rows only. The source column is replaced. Without named columns every text column among the features is encoded.`,
  synonyms: ['one-hot', 'onehot', 'dummy', 'ordinal', 'label encoding', 'frequency', 'get_dummies'],
  icon: 'tags',
  params: z.object({
    columns: param(z.array(z.string()).default([]), {
      title: 'Columns',
      description: 'Empty: every text column among the features.',
      widget: 'columns',
      columnTypes: encodeTypes,
    }),
    method: param(z.enum(['one-hot', 'ordinal', 'frequency']).default('one-hot'), {
      title: 'Method',
      labels: { 'one-hot': 'One-hot', ordinal: 'Ordinal', frequency: 'Frequency' },
    }),
    maxCategories: param(z.int().min(1).max(500).default(30), {
      title: 'Most categories per column',
      description: 'The most frequent ones; the rest is "other".',
      showWhen: { param: 'method', is: ['one-hot'] },
    }),
    other: param(z.boolean().default(true), {
      title: 'Column for all others',
      showWhen: { param: 'method', is: ['one-hot'] },
    }),
  }),
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 5e5, megabytes: 256 }),
  describe: (params) =>
    params.method === 'one-hot'
      ? `One-hot, up to ${params.maxCategories}`
      : params.method === 'ordinal'
        ? 'Ordinal'
        : 'Frequency',
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const encoded = new Set(chosenColumns(table, params.columns, byDefault).map((column) => column.name));
        const issues = [...gone, ...wrongTypeIssues(table, params.columns, encodeTypes, 'columns')];
        if (encoded.size === 0) return { table, issues };
        if (params.method === 'one-hot') {
          const columns = table.columns.filter((column) => !encoded.has(column.name));
          return {
            table: { ...table, columns },
            issues,
            reason: 'The columns of the categories are known after the step has run.',
          };
        }
        const type = params.method === 'ordinal' ? ('integer' as const) : ('number' as const);
        const toNumber = ({ distinct: _distinct, ...column }: Column): Column => ({ ...column, type, missing: 0 });
        return {
          table: {
            ...table,
            columns: table.columns.map((column) => (encoded.has(column.name) ? toNumber(column) : column)),
          },
          issues,
        };
      },
      ['fitted'],
    );
  },
  fitted: encodeStateSchema,
  toPlan(params, fitted, input) {
    if (fitted !== null) return encodeNodes(encodeStateSchema.parse(fitted.state), params, input);
    const columns = chosenColumns(input, params.columns, byDefault).map(({ name }) => ({ name, rows: 0, levels: [] }));
    return params.method === 'one-hot' ? [] : encodeNodes({ columns }, params, input);
  },
});

/** Columns the step encodes, for the executor that learns the categories. */
export function encodeTargets(names: readonly string[], columns: readonly Column[]): Column[] {
  return chosenColumns({ columns: [...columns], split: false }, names, byDefault);
}
