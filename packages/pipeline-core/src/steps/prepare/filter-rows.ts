import { z } from 'zod';
import { typeInWords } from '../../schema/type-in-words';
import { bool, call, expression } from '../ast';
import { defineStep, type StepIssue } from '../define-step';
import { readFormula, requireFormula } from '../formula';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';

export const filterRows = defineStep({
  type: 'filter-rows',
  version: 1,
  stage: 'prepare',
  title: 'Filter rows',
  summary: 'Keeps the rows for which a condition is true.',
  doc: `Write a condition over the columns of the row, for example \`age >= 18 and country in ('CH', 'AT')\` or \`target is not null\`.

A row is kept when the condition is **true**; where it has no answer (a missing cell) the row goes. The other way round, *drop matching* removes exactly the rows for which it is true. Filters choose what a model learns from; a single request is always answered.`,
  synonyms: ['where', 'condition', 'remove rows', 'subset', 'query'],
  icon: 'funnel',
  params: z.object({
    condition: param(z.string().max(10_000).default('true'), { title: 'Condition', widget: 'formula' }),
    keep: param(z.enum(['matching', 'others']).default('matching'), {
      title: 'Keep',
      labels: { matching: 'Rows that match', others: 'All other rows' },
    }),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, changesRowCount: true, keepsColumns: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 128 }),
  describe: (params) => `${params.keep === 'others' ? 'not: ' : ''}${params.condition}`.slice(0, 60),
  whyDropped: ({ condition, keep }) =>
    keep === 'others'
      ? `The condition \`${condition}\` is true for it, and such rows go.`
      : `The condition \`${condition}\` is not true for it.`,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const read = readFormula(params.condition, from, 'condition');
    const issues: StepIssue[] = 'issues' in read ? read.issues : [];
    if (!('issues' in read) && read.type !== null && read.type !== 'boolean') {
      const message = `A condition is true or false; this one gives ${typeInWords(read.type)}. Compare it with something.`;
      issues.push({ code: 'formula-type', severity: 'error', message, param: 'condition' });
    }
    const inferred = inferTable(from, ({ rows: _rows, ...table }) => ({ table }));
    return { ...inferred, issues };
  },
  toPlan(params, _fitted, input) {
    const { expression: condition } = requireFormula(params.condition, input, 'Filter rows › condition');
    if (params.keep === 'matching') return [{ filter: condition }];
    return [{ filter: expression(call('not', call('coalesce', condition.root, bool(false)))) }];
  },
});
