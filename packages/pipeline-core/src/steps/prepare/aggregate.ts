import { z } from 'zod';
import { missingColumnIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable, unmarked } from '../infer';
import { param } from '../param';
import { tableIn } from '../ports';
import { splitLostIssue } from '../split-lost';
import { aggregateColumns, aggregateKinds, aggregateLabels, aggregateSchema } from './aggregate-columns';
import { measureIssues } from './measure';

export const aggregate = defineStep({
  type: 'aggregate',
  version: 1,
  stage: 'prepare',
  title: 'Aggregate',
  summary: 'Makes one row of each group: counts, sums, means, first, last and more.',
  doc: `Rows with the same values in the group columns become one row; without a group column all rows become one. Missing cells form a group of their own and are left out of every measure; *row count* counts them.

**First** and **last** take the value of the row that comes first or last by a column, else in the table. *Most frequent* takes the value that stands first where several are equally frequent. The standard deviation is that of a sample (n − 1).

Groups come out in the order of their columns, numbered anew, with the rows they were made of kept beside. They have no marks of a split: aggregate first, then Split rows. The step cuts the feature plan: a model behind it asks for the columns that come out here.

**Example.** Group by \`customer\`; row count as \`orders\`, sum of \`amount\` as \`spent\`, last of \`city\` in the order of \`ordered_at\`.`,
  synonyms: ['group by', 'summarise', 'summarize', 'count', 'average', 'pivot', 'totals', 'per customer'],
  icon: 'group',
  params: z.object({
    by: param(z.array(z.string()).default([]), {
      title: 'Group by',
      description: 'Empty: all rows are one group.',
      widget: 'columns',
    }),
    measures: param(
      z
        .array(aggregateSchema)
        .max(200)
        .default([{ what: 'rows', column: '', by: '', as: '' }]),
      { title: 'Measures' },
    ),
  }),
  inputs: tableIn,
  outputs: { table: { type: 'Table', title: 'Groups' } },
  flags: { changesRowCount: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 256 + rows / 1e4 }),
  describe(params) {
    const [first] = params.measures;
    if (first === undefined) return 'Nothing is measured';
    const what = params.measures.length === 1 ? aggregateLabels[first.what] : `${params.measures.length} measures`;
    return params.by.length === 0 ? `${what} of all rows` : `${what} by ${params.by.join(', ')}`.slice(0, 60);
  },
  keepsOneOf: (params) => params.by,
  sources(params, inputs) {
    const [table] = inputs.table ?? [];
    if (table === undefined) return [];
    return aggregateColumns(table, params).map(({ column, measure }) => {
      if (measure === null)
        return { column: column.name, from: [{ port: 'table', column: column.name }], looks: 'row' };
      const from = measure.what === 'rows' ? [] : [{ port: 'table', column: measure.column }];
      return { column: column.name, from, looks: 'all', within: params.by };
    });
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const measures = params.measures.map((measure) => ({
      ...measure,
      kind: aggregateKinds[measure.what],
      label: aggregateLabels[measure.what],
    }));
    const orders = params.measures.filter(({ what, by }) => by !== '' && (what === 'first' || what === 'last'));
    const issues: StepIssue[] = [
      ...missingColumnIssues(from, params.by, 'by'),
      ...measureIssues(from, measures, 'measures'),
      ...missingColumnIssues(from, [...new Set(orders.map(({ by }) => by))], 'measures'),
      ...splitLostIssue([from], 'table', 'A group may have rows of several parts'),
    ];
    if (params.measures.length === 0 && params.by.length === 0) {
      const message = 'Nothing is grouped and nothing is measured. Add a measure, or choose group columns.';
      issues.push({ code: 'no-columns', severity: 'error', message, param: 'measures' });
    }
    const inferred = inferTable(unmarked(from), (table) => {
      const columns = aggregateColumns(table, params).map(({ column }) => column);
      return { table: { columns, split: false, ...(params.by.length === 0 ? { rows: 1 } : {}) } };
    });
    return { ...inferred, issues };
  },
});
