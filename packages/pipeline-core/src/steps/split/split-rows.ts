import { z } from 'zod';
import { seedParam, targetParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { derived, incoming, tableIn } from '../infer';
import { param } from '../param';
import { targetIssues } from '../target';

const share = (initial: number, title: string, least = 0) =>
  param(z.number().min(least).max(1).default(initial), { title, widget: 'percent' });

export const splitRows = defineStep({
  type: 'split-rows',
  version: 1,
  stage: 'split',
  title: 'Split rows',
  summary: 'Marks each row as train, validation or test; whatever learns later learns from train rows only.',
  doc: `The split is a mark on the rows, not three tables. Everything fitted below this step sees **train** rows only; early stopping and the choice between candidates use **validation** rows, the last word have **test** rows.

- **Random**: every row alone, by the seed.
- **Stratified**: random inside every class of the target, so that all parts have the same share of each.
- **Sequential**: the first rows train, the last rows test; for rows in order of time.

The receipt counts rows and classes per part and warns about tiny parts.`,
  synonyms: ['train test', 'holdout', 'partition', 'stratify', 'sample', 'segregate'],
  icon: 'split',
  params: z.object({
    strategy: param(z.enum(['random', 'stratified', 'sequential']).default('random'), {
      title: 'How',
      labels: { random: 'Random', stratified: 'Stratified by target', sequential: 'In order' },
    }),
    train: share(0.7, 'Train', 0.01),
    validation: share(0.15, 'Validation'),
    test: share(0.15, 'Test'),
    target: targetParam(),
    seed: seedParam(),
  }),
  inputs: { table: { type: 'Table', title: 'Table' } },
  outputs: { split: { type: 'Split', title: 'Split' } },
  flags: { keepsColumns: true, seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 192 }),
  describe(params) {
    const shares = [params.train, params.validation, params.test].map((value) => Math.round(value * 100)).join(' / ');
    return `${{ random: 'Random', stratified: 'Stratified', sequential: 'In order' }[params.strategy]}, ${shares}`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const table = tableIn(from);
    const issues: StepIssue[] = params.strategy === 'stratified' ? targetIssues(from, params.target) : [];
    const total = params.train + params.validation + params.test;
    if (Math.abs(total - 1) > 1e-6) {
      const message = `The parts add up to ${Math.round(total * 1000) / 10} %; they must add up to 100 %.`;
      issues.push({ code: 'shares', severity: 'error', message, param: 'test' });
    }
    if (table === null) return { outputs: { split: from }, issues };
    if (table.split) {
      const message =
        'These rows are split already; this step marks them anew, and what was learned before may have seen the new test rows.';
      issues.push({ code: 'split-twice', severity: 'warning', message, port: 'table' });
    }
    const { folds: _, ...marked } = table;
    return { outputs: { split: derived(from, { ...marked, split: true }) }, issues };
  },
});
