import { z } from 'zod';
import { percentText } from '../../percent';
import { missingColumnIssues } from '../columns';
import { seedParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable, tableIn as knownTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';

export const sampleRows = defineStep({
  type: 'sample-rows',
  version: 1,
  stage: 'prepare',
  title: 'Sample rows',
  summary: 'Keeps a random part of the rows: a number or a share, of all or of each class.',
  doc: `Draws rows without putting them back, the same ones for the same seed. The order of the rows stays. A class with fewer rows than asked for is kept whole.

With a column in *From each value of*, every value is drawn from alone: a **number** makes classes equally large, a **share** keeps their proportions. At least one row of each is kept.

**Example.** 500 rows from each value of \`churned\`: 500 who stayed and 500 who left.`,
  synonyms: ['subsample', 'random rows', 'fraction', 'balance classes', 'undersample', 'downsample'],
  icon: 'dices',
  params: z.object({
    by: param(z.enum(['count', 'share']).default('share'), {
      title: 'How many',
      labels: { count: 'A number of rows', share: 'A share' },
    }),
    count: param(z.int().min(1).max(1e9).default(1000), {
      title: 'Rows',
      showWhen: { param: 'by', is: ['count'] },
    }),
    share: param(z.number().gt(0).max(1).default(0.1), {
      title: 'Share of the rows',
      widget: 'percent',
      showWhen: { param: 'by', is: ['share'] },
    }),
    each: param(z.string().default(''), {
      title: 'From each value of',
      description: 'Empty: from all rows together.',
      widget: 'column',
      columnTypes: ['boolean', 'integer', 'text', 'date'],
    }),
    seed: seedParam(),
  }),
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { changesRowCount: true, keepsColumns: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 1e6, megabytes: 192 + rows / 1e4 }),
  describe(params) {
    const size = params.by === 'count' ? `${params.count} rows` : percentText(params.share * 100);
    return params.each === '' ? size : `${size} of each ${params.each.slice(0, 40)}`;
  },
  whyDropped({ by, count, share, each }) {
    const size = by === 'count' ? `${count} rows` : percentText(share * 100);
    return `It was not drawn: chance chose ${size} of ${each === '' ? 'all rows' : `each value of \`${each}\``}.`;
  },
  rebalances: ({ by, each }) => (by === 'count' && each !== '' ? { column: each, even: { each: '' } } : null),
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues: StepIssue[] = missingColumnIssues(from, params.each === '' ? [] : [params.each], 'each');
    const rows = knownTable(from)?.rows;
    if (params.by === 'count' && params.each === '' && rows !== undefined && rows <= params.count) {
      const message = `There are only ${rows} rows, so all of them stay. Ask for fewer.`;
      issues.push({ code: 'nothing-to-do', severity: 'warning', message, param: 'count' });
    }
    return { ...inferTable(from, ({ rows: _rows, ...table }) => ({ table })), issues };
  },
});
