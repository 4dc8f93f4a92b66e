import { z } from 'zod';
import type { PropagatedSchema } from '../../schema/propagated';
import { missingColumnIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable, tableIn as knownTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { measureIssues } from './measure';
import { orderIssues, orderParam, usedKeys } from './sort-key';
import { isRolling, windowColumns, windowKinds, windowLabels, windowSchema } from './window-columns';
import { windowSources } from './window-sources';

const paramsSchema = z.object({
  by: param(z.array(z.string()).default([]), {
    title: 'Apart for each',
    description: 'Empty: all rows together.',
    widget: 'columns',
  }),
  order: orderParam({ title: 'In the order of', description: 'Empty: the order of the table.' }),
  measures: param(z.array(windowSchema).max(200).default([]), { title: 'New columns' }),
});
type Params = z.output<typeof paramsSchema>;

export const window = defineStep({
  type: 'window',
  version: 1,
  stage: 'prepare',
  title: 'Window',
  summary: 'Adds columns that look at neighbouring rows: lags, rolling and cumulative figures, ranks.',
  doc: `Rows are looked at apart for each group, in the given order; ties follow the order of the table. The rows themselves stay as they are.

- **Value before**, **after**: the cell so many rows away; missing where there is none.
- **Mean, sum, smallest, largest, standard deviation, count** over the last rows, over a span of time, or over all rows so far. A span of time counts back from the first column of the order: seven days of daily rows are seven rows, with the row itself those up to its own day, without it those of the seven days before. Rows of the same instant count as the row itself.
- **Rank**: 1 for the first, ties share it. **Row number**: 1, 2, 3.

*Value after* and a falling order of time read **the future**: a prediction would not have it. A figure over the target must leave out the row itself, and the target is no order and no group. The step cuts the feature plan: a request has no neighbours, so a model behind it asks for the columns that come out here.

**Example.** For each \`store\`, in the order of \`day\`: mean of \`sales\` over the last 7 rows without the row itself, as \`usual_sales\`.`,
  synonyms: [
    'lag',
    'lead',
    'shift',
    'rolling',
    'moving average',
    'cumulative',
    'running total',
    'rank',
    'over partition',
  ],
  icon: 'history',
  params: paramsSchema,
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { seesFuture: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({
    seconds: 0.05 + (rows * (1 + params.measures.length)) / 1e6,
    megabytes: 256 + rows / 5e3,
  }),
  describe(params) {
    const [first] = params.measures;
    if (first === undefined) return 'No new column yet';
    const what = params.measures.length === 1 ? windowLabels[first.what] : `${params.measures.length} columns`;
    const order = usedKeys(params.order)[0]?.column;
    return (order === undefined ? what : `${what} by ${order}`).slice(0, 60);
  },
  sources: windowSources,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const measures = params.measures.map((measure) => ({
      ...measure,
      kind: windowKinds[measure.what],
      label: windowLabels[measure.what],
    }));
    const issues: StepIssue[] = [
      ...missingColumnIssues(from, params.by, 'by'),
      ...orderIssues(from, usedKeys(params.order), 'order'),
      ...measureIssues(from, measures, 'measures'),
      ...orderNeeded(params, from),
      ...targetIssues(params, from),
    ];
    if (params.measures.length === 0) {
      const message = 'No new column is set, so the table stays as it is. Add one.';
      issues.push({ code: 'nothing-to-do', severity: 'warning', message, param: 'measures' });
    }
    const inferred = inferTable(from, (table) => {
      const added = windowColumns(table, params.measures).map(({ column }) => column);
      return { table: { ...table, columns: [...table.columns, ...added] } };
    });
    return { ...inferred, issues };
  },
});

function firstKeyType(params: Params, from: PropagatedSchema) {
  const key = usedKeys(params.order)[0];
  const type = knownTable(from)?.columns.find(({ name }) => name === key?.column)?.type;
  return { key, isTime: type === 'date' || type === 'timestamp', type };
}

function orderNeeded(params: Params, from: PropagatedSchema): StepIssue[] {
  const { key, isTime, type } = firstKeyType(params, from);
  const issues: StepIssue[] = [];
  if (key === undefined && params.measures.some(({ what }) => what === 'rank')) {
    const message = 'A rank needs an order. Choose the column that ranks the rows.';
    issues.push({ code: 'no-order', severity: 'error', message, param: 'order' });
  }
  const spans = params.measures.some((measure) => isRolling(measure) && measure.over === 'time');
  if (spans && (key === undefined || (type !== undefined && !isTime))) {
    const message = 'A span of time needs a date or a time as the first column of the order. Choose one.';
    issues.push({ code: 'no-time', severity: 'error', message, param: 'order' });
  }
  return issues;
}

/** What looks at neighbours in the order of the target, or among rows with the same, is a copy of the answer. */
function targetIssues(params: Params, from: PropagatedSchema): StepIssue[] {
  const target = knownTable(from)?.columns.find(({ role }) => role === 'target')?.name;
  if (target === undefined || params.measures.length === 0) return [];
  const ordered = usedKeys(params.order).some(({ column }) => column === target);
  if (ordered || params.by.includes(target)) {
    const way = ordered ? `the order of the target \`${target}\`` : `groups of the target \`${target}\``;
    const message = `Columns made in ${way} have the answer of the row itself in them. Choose another column.`;
    return [{ code: 'target-in-feature', severity: 'error', message, param: ordered ? 'order' : 'by' }];
  }
  const own = params.measures.filter((measure) => measure.column === target && isRolling(measure) && measure.current);
  if (own.length === 0) return [];
  const message = `A figure over the target \`${target}\` has the answer of the row itself in it. Switch off *with the row itself*.`;
  return [{ code: 'target-in-feature', severity: 'error', message, param: 'measures' }];
}
