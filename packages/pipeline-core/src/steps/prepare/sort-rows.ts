import { z } from 'zod';
import { nameList } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { sameTableOut, tableIn } from '../ports';
import { orderIssues, orderParam, usedKeys } from './sort-key';

export const sortRows = defineStep({
  type: 'sort-rows',
  version: 1,
  stage: 'prepare',
  title: 'Sort rows',
  summary: 'Puts the rows in the order of one or more columns.',
  doc: `The first column decides; the next one decides where the first is equal, and so on. Missing cells come last in both directions; rows that tie keep their order.

Each row stays the same row: its number and its mark of a split go with it. Models do not care for the order; a split *in order*, *first* and *last* of other steps and an export do.

**Example.** Orders by \`ordered_at\`, smallest first, then \`amount\`, largest first: the oldest day on top, its largest order first.`,
  synonyms: ['order by', 'arrange', 'sort by', 'rank', 'ascending', 'descending'],
  icon: 'arrow-down-up',
  params: z.object({ keys: orderParam({ title: 'Order by' }) }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { keepsColumns: true, ordersRows: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 5e5, megabytes: 192 + rows / 1e4 }),
  describe(params) {
    const [first, ...rest] = usedKeys(params.keys);
    if (first === undefined) return 'As it comes';
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
    return `${first.column.slice(0, 40)}, ${first.direction}${more}`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const keys = usedKeys(params.keys);
    const issues: StepIssue[] = orderIssues(from, keys, 'keys');
    if (keys.length === 0) {
      const message = 'No column to order by is chosen, so the rows stay as they come. Add one.';
      issues.push({ code: 'nothing-to-do', severity: 'warning', message, param: 'keys' });
    }
    const twice = keys.map(({ column }) => column).filter((column, at, all) => all.indexOf(column) !== at);
    if (twice.length > 0) {
      const message = `${nameList([...new Set(twice)])} is there twice; only the first counts. Remove the other.`;
      issues.push({ code: 'column-twice', severity: 'warning', message, param: 'keys' });
    }
    return { ...inferTable(from, (table) => ({ table })), issues };
  },
});
