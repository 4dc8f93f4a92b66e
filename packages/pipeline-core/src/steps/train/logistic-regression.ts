import { z } from 'zod';
import { classWeightsParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

const names = { none: 'No penalty', l2: 'L2', l1: 'L1', 'elastic-net': 'Elastic net' } as const;

export const logisticRegression = defineStep({
  type: 'logistic-regression',
  version: 1,
  stage: 'train',
  title: 'Logistic regression',
  summary: 'Predicts the probability of each class from a weighted sum of the features.',
  doc: `Two classes: a sigmoid; more: softmax over all of them. Features are standardised inside so that the penalty treats all alike; **L2** shrinks weights, **L1** drops the weakest, **elastic net** does both.

It reads numbers and booleans: encode categories and fill missing cells before. A text column is left out; a missing cell that is left stops the step and names the column. Rows without a target are left out.`,
  synonyms: ['logit', 'classifier', 'softmax', 'multinomial', 'linear classifier', 'maxent'],
  icon: 'chart-spline',
  params: z.object({
    target: targetParam(),
    penalty: param(z.enum(['l2', 'l1', 'elastic-net', 'none']).default('l2'), { title: 'Penalty', labels: names }),
    strength: param(z.number().min(0).max(1e6).default(1), {
      title: 'Strength',
      description: 'More strength, smaller weights (the inverse of C in other tools).',
      showWhen: { param: 'penalty', is: ['l2', 'l1', 'elastic-net'] },
    }),
    l1Share: param(z.number().min(0).max(1).default(0.5), {
      title: 'Share of L1',
      widget: 'slider',
      showWhen: { param: 'penalty', is: ['elastic-net'] },
    }),
    classWeights: classWeightsParam(),
    intercept: param(z.boolean().default(true), { title: 'Intercept', advanced: true }),
    maxIterations: param(z.int().min(1).max(100_000).default(500), { title: 'Most iterations', advanced: true }),
    tolerance: param(z.number().positive().max(1).default(1e-6), { title: 'Tolerance', advanced: true }),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 2e4, megabytes: 256 + rows / 2e3 }),
  describe: (params) =>
    params.penalty === 'none' ? 'No penalty' : `${names[params.penalty]}, strength ${params.strength}`,
  trains: {
    tasks: ['binary', 'multiclass'],
    inRounds: true,
    numbersOnly: true,
    space: {
      penalty: { choice: ['l2', 'l1', 'elastic-net'] },
      strength: { real: [1e-4, 1e4], log: true, when: { param: 'penalty', is: ['l2', 'l1', 'elastic-net'] } },
      l1Share: { real: [0.05, 0.95], when: { param: 'penalty', is: ['elastic-net'] } },
    },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title: 'Logistic regression', target: params.target, native: false, predicts: 'class' }, inputs),
});
