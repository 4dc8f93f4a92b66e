import { z } from 'zod';
import { targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

const names = { none: 'No penalty', ridge: 'Ridge', lasso: 'Lasso', 'elastic-net': 'Elastic net' } as const;

export const linearRegression = defineStep({
  type: 'linear-regression',
  version: 1,
  stage: 'train',
  title: 'Linear regression',
  summary: 'Predicts a number as a weighted sum of the features; ordinary, ridge, lasso or elastic net.',
  doc: `Minimises the squared error plus a penalty on the weights, features standardised inside so that the penalty treats all alike. **Ridge** shrinks weights, **lasso** drops the weakest, **elastic net** does both.

It reads numbers and booleans: encode categories and fill missing cells before. A text column is left out; a missing cell that is left stops the step and names the column. Rows without a target are left out.`,
  synonyms: ['ols', 'ridge', 'lasso', 'elastic net', 'least squares', 'regression'],
  icon: 'trending-up',
  params: z.object({
    target: targetParam(),
    penalty: param(z.enum(['none', 'ridge', 'lasso', 'elastic-net']).default('ridge'), {
      title: 'Penalty',
      labels: names,
    }),
    strength: param(z.number().min(0).max(1e6).default(1), {
      title: 'Strength',
      description: 'More strength, smaller weights.',
      showWhen: { param: 'penalty', is: ['ridge', 'lasso', 'elastic-net'] },
    }),
    l1Share: param(z.number().min(0).max(1).default(0.5), {
      title: 'Share of lasso',
      widget: 'slider',
      showWhen: { param: 'penalty', is: ['elastic-net'] },
    }),
    intercept: param(z.boolean().default(true), { title: 'Intercept', advanced: true }),
    maxIterations: param(z.int().min(1).max(100_000).default(1000), { title: 'Most iterations', advanced: true }),
    tolerance: param(z.number().positive().max(1).default(1e-6), { title: 'Tolerance', advanced: true }),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 1e5, megabytes: 256 + rows / 2e3 }),
  describe: (params) =>
    params.penalty === 'none' ? 'No penalty' : `${names[params.penalty]}, strength ${params.strength}`,
  trains: {
    tasks: ['regression'],
    numbersOnly: true,
    space: {
      penalty: { choice: ['ridge', 'lasso', 'elastic-net'] },
      strength: { real: [1e-4, 1e4], log: true, when: { param: 'penalty', is: ['ridge', 'lasso', 'elastic-net'] } },
      l1Share: { real: [0.05, 0.95], when: { param: 'penalty', is: ['elastic-net'] } },
    },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title: 'Linear regression', target: params.target, native: false, predicts: 'number' }, inputs),
});
