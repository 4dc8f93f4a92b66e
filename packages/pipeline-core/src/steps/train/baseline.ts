import { z } from 'zod';
import { targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

export const baseline = defineStep({
  type: 'baseline',
  version: 1,
  stage: 'train',
  title: 'Baseline',
  summary: 'Answers the same for every row: the class shares, the mean or the median. What every model must beat.',
  doc: `For classes it predicts the most frequent one, with the shares of the train rows as probabilities. For numbers it predicts the mean or the median of the train rows.

A model that is not better than this has learned nothing.`,
  synonyms: ['dummy', 'majority', 'mean', 'naive', 'zero rule'],
  icon: 'minus',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    statistic: param(z.enum(['mean', 'median']).default('mean'), {
      title: 'For numbers',
      labels: { mean: 'Mean', median: 'Median' },
    }),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, ignoresFeatures: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 2e6, megabytes: 128 }),
  describe: (params) =>
    params.task === 'regression'
      ? `The ${params.statistic}`
      : params.task === 'classification'
        ? 'Most frequent class'
        : 'Most frequent class or mean',
  trains: { tasks: ['binary', 'multiclass', 'regression'], space: {}, isBaseline: true },
  inferSchema: (params, inputs) =>
    inferTrainer(
      { title: 'Baseline', target: params.target, native: true, predicts: 'either', ignoresFeatures: true },
      inputs,
    ),
});
