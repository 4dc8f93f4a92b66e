import { z } from 'zod';
import { markingTargetParam, marksParam, seedParam } from '../common-params';
import { defineStep } from '../define-step';
import { derived, incoming, tableIn } from '../infer';
import { param } from '../param';
import { awaitTarget, markedBy, markTarget } from '../target';
import { splitIssues } from './split-issues';
import { splitBy, splitWay } from './split-way';

const ways = {
  random: 'Random',
  stratified: 'Stratified by target',
  grouped: 'By group',
  'time-ordered': 'By time',
  sequential: 'In order',
  expression: 'By a rule of your own',
} as const;

export const splitRows = defineStep({
  type: 'split-rows',
  version: 1,
  stage: 'split',
  title: 'Split rows',
  summary: 'Marks each row as train, validation or test; whatever learns later learns from train rows only.',
  doc: `The split is a mark on the rows, not three tables. Everything fitted below this step sees **train** rows only; early stopping and the choice between candidates use **validation** rows, the last word have **test** rows.

- **Random**: every row alone, by the seed.
- **Stratified**: random inside every class of the target, so that all parts have the same share of each.
- **By group**: all rows of a customer, machine or document stay together; large groups are placed first. With *even classes* the parts also have like shares of the target.
- **By time**: early rows train, late rows test. Rows of one moment stay together, and a gap after each part can be left out.
- **In order**: the first rows train, the last rows test.
- **Rule**: a formula that gives \`'train'\`, \`'validation'\` or \`'test'\`, or true for train and false for test. Rows without an answer are left out.

With **Also for steps behind**, as new steps start, the **target** chosen here is the target of all steps behind: models predict it, and no step learns from it or changes it unless you choose it there. Where Select columns has marked one before, that one stays, and the column chosen here only decides how rows are divided.

The receipt counts rows and classes per part, warns about what spoils a comparison (tiny parts, groups, moments or equal rows on both sides, columns that differ between parts), and is signed: a changed row is found out.`,
  synonyms: [
    'train test',
    'holdout',
    'partition',
    'stratify',
    'sample',
    'segregate',
    'group split',
    'time split',
    'embargo',
  ],
  icon: 'split',
  params: z.object({
    strategy: param(
      z.enum(['random', 'stratified', 'grouped', 'time-ordered', 'sequential', 'expression']).default('random'),
      { title: 'How', labels: ways },
    ),
    target: markingTargetParam(),
    marks: marksParam(),
    group: param(z.string().default(''), {
      title: 'Group',
      description: 'Rows with the same value stay in one part. Empty: the column with the role group.',
      widget: 'column',
      columnTypes: ['text', 'integer', 'boolean', 'date', 'number'],
      showWhen: { param: 'strategy', is: ['grouped'] },
    }),
    evenClasses: param(z.boolean().default(false), {
      title: 'Even classes',
      description: 'Give the parts like shares of each class of the target, as far as groups allow.',
      showWhen: { param: 'strategy', is: ['grouped'] },
    }),
    time: param(z.string().default(''), {
      title: 'Time',
      description: 'Empty: the column with the role time.',
      widget: 'column',
      columnTypes: ['date', 'timestamp', 'integer', 'number'],
      showWhen: { param: 'strategy', is: ['time-ordered'] },
    }),
    gap: param(z.number().min(0).default(0), {
      title: 'Gap',
      description: 'Left out after each part: days for dates and times, else in the unit of the column.',
      showWhen: { param: 'strategy', is: ['time-ordered'] },
    }),
    rule: param(z.string().max(10_000).default(''), {
      title: 'Rule',
      widget: 'formula',
      showWhen: { param: 'strategy', is: ['expression'] },
    }),
    train: param(z.number().min(0.01).max(1).default(0.7), shareOf('Train')),
    validation: param(z.number().min(0).max(1).default(0.15), shareOf('Validation')),
    test: param(z.number().min(0).max(1).default(0.15), shareOf('Test')),
    seed: seedParam(),
    shuffle: param(z.boolean().default(false), {
      title: 'Shuffle the rows',
      description: 'Rows of each part come in random order, by the seed, instead of the order of the table.',
      advanced: true,
    }),
  }),
  initial: { marks: true },
  inputs: { table: { type: 'Table', title: 'Table' } },
  outputs: { split: { type: 'Split', title: 'Split' } },
  flags: { keepsColumns: true, seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 5e5, megabytes: 192 }),
  describe(params) {
    if (params.strategy === 'expression') return `By rule: ${params.rule}`.slice(0, 60);
    const shares = [params.train, params.validation, params.test].map((value) => Math.round(value * 100)).join(' / ');
    return `${ways[params.strategy]}, ${shares}`;
  },
  marksTarget: 'target',
  marksWhen: 'marks',
  splits: { way: splitWay, by: splitBy },
  whyDropped({ strategy, gap }) {
    if (strategy === 'expression') return 'The rule gives it no part.';
    if (strategy !== 'time-ordered') return 'The split gives it no part.';
    return gap > 0 ? `It has no time, or lies in the gap of ${gap} after a part.` : 'It has no time.';
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const table = tableIn(from);
    const issues = splitIssues(params, from);
    if (table === null)
      return { outputs: { split: from.kind === 'needs-run' ? { ...from, split: true } : from }, issues };
    if (table.split) {
      const message =
        'These rows are split already; this step marks them anew, and what was learned before may have seen the new test rows.';
      issues.push({ code: 'split-twice', severity: 'warning', message, port: 'table' });
    }
    const { rows, folds: _, ...rest } = table;
    // A rule without an answer, a row without a time and a gap leave rows out: how many is known when it ran.
    const keepsRows = params.strategy !== 'expression' && params.strategy !== 'time-ordered';
    const columns = markTarget(table.columns, markedBy(params));
    const split = { ...rest, columns, ...(keepsRows && rows !== undefined ? { rows } : {}), split: true };
    return { outputs: { split: awaitTarget(derived(from, split), markedBy(params)) }, issues };
  },
});

function shareOf(title: string) {
  return {
    title,
    widget: 'percent' as const,
    showWhen: { param: 'strategy', is: ['random', 'stratified', 'grouped', 'time-ordered', 'sequential'] },
  };
}
