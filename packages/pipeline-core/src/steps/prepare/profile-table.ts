import { z } from 'zod';
import { missingColumnIssues } from '../columns';
import { defineStep } from '../define-step';
import { incoming } from '../infer';
import { param } from '../param';
import { tableIn } from '../ports';

export const profileTable = defineStep({
  type: 'profile-table',
  version: 1,
  stage: 'prepare',
  title: 'Profile table',
  summary: 'Measures every column of a table and lists what to mind: gaps, constants, duplicates, likely leaks.',
  doc: `For each column: missing cells, different values, smallest, largest, mean, spread, most frequent values and a histogram. The warnings are in words, the worst first. It is the report of the Data page, at any place of the pipeline and kept with the run.

With a target every column also gets a score of how well it alone predicts it: one that does so nearly perfectly is likely to give the answer away. The table itself is not changed; go on from the step before.

**Example.** Behind Join tables, target \`churned\`: shows whether the join brought gaps, or a column that knows the answer.`,
  synonyms: ['describe', 'summary', 'summarize', 'eda', 'statistics', 'data report', 'missing values', 'explore'],
  icon: 'scan-search',
  params: z.object({
    target: param(z.string().default(''), {
      title: 'Target',
      description: 'Scores columns against it. Empty: the column marked as target, if there is one.',
      widget: 'column',
    }),
  }),
  inputs: tableIn,
  outputs: { profile: { type: 'Metrics', title: 'Profile' } },
  flags: { seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 3e5, megabytes: 256 + rows / 1e4 }),
  describe: (params) => (params.target === '' ? 'Every column' : `Every column, target ${params.target}`.slice(0, 60)),
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = missingColumnIssues(from, params.target === '' ? [] : [params.target], 'target');
    return { outputs: { profile: { kind: 'opaque' } }, issues };
  },
});
