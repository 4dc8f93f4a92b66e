import { z } from 'zod';
import { partParam } from '../common-params';
import { defineStep } from '../define-step';
import { incoming } from '../infer';
import { param } from '../param';
import { partIssues } from './part-issues';
import { scoredRows } from './scored-rows';

export const explain = defineStep({
  type: 'explain',
  version: 1,
  stage: 'evaluate',
  title: 'Explain',
  summary:
    'Shows what a model goes by: which columns matter, how its answers change with them, and where it errs most.',
  doc: `**Importance** is what the main metric loses when one column is shuffled among the rows, several times over; the spread says how sure that is. It is given for the columns as they came, before any preparation, and for the features the model reads. Columns that tell the same share what they are worth.

**Curves** show the mean answer when every row has the same value in one column, and single rows along it. Where few rows lie, they guess.

**Contributions** say how far each feature moves single answers away from the mean, up or down: exact Shapley values along the paths of the trees. Models of other kinds have none.

**Worst groups** are rows, by one column or two, on which the model errs more than on all others. Each has an interval; only as many as set may be there by chance (Benjamini-Hochberg), and groups with too few rows are not looked at.

What one sees here leads to changes of the model, so **validation** rows are the ones to look at; test rows keep the last word. Train rows would show what it has learned by heart.

It works for every model. The rows may be the ones the model was trained on the way they are, or rows before the preparation.`,
  synonyms: [
    'importance',
    'permutation',
    'partial dependence',
    'pdp',
    'ice',
    'slices',
    'segments',
    'interpret',
    'fairness',
    'why',
    'shap',
    'shapley',
  ],
  icon: 'lightbulb',
  params: z.object({
    part: partParam('validation', 'Which rows to explain on. Without validation rows: test.'),
    repeats: param(z.int().min(1).max(50).default(5), {
      title: 'Shuffles',
      description: 'How often each column is shuffled; more make the spread surer.',
    }),
    rows: param(z.int().min(50).max(100_000).default(2000), {
      title: 'Rows',
      description: 'At most so many rows are shuffled, drawn by the seed. Worst groups look at all.',
    }),
    curves: param(z.int().min(0).max(30).default(6), {
      title: 'Curves',
      description: 'For so many of the most important columns.',
    }),
    slices: param(z.boolean().default(true), { title: 'Worst groups of rows' }),
    minRows: param(z.int().min(10).max(100_000).default(30), {
      title: 'Rows in a group',
      description: 'Groups with fewer are not looked at.',
      showWhen: { param: 'slices', is: [true] },
      advanced: true,
    }),
    chance: param(z.number().min(0.001).max(0.5).default(0.05), {
      title: 'May be chance',
      description: 'Share of the groups named that may be there by chance.',
      widget: 'percent',
      showWhen: { param: 'slices', is: [true] },
      advanced: true,
    }),
  }),
  inputs: { model: { type: 'Model', title: 'Model' }, rows: scoredRows },
  outputs: { explanation: { type: 'Metrics', title: 'Explanation' } },
  origins: { source: 'rows' },
  flags: { seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({
    seconds: 0.5 + (Math.min(rows, params.rows) * (20 * params.repeats + 20 * params.curves)) / 2e5 + rows / 5e5,
    megabytes: 256 + rows / 2e3,
  }),
  describe: (params) => `On ${params.part} rows, ${params.repeats} shuffles`,
  inferSchema(params, inputs) {
    const issues = partIssues(incoming(inputs, 'rows'), params.part);
    return { outputs: { explanation: { kind: 'opaque' } }, issues };
  },
});
