import { z } from 'zod';
import { classWeightsParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

const ways = { gaussian: 'Measurements', multinomial: 'Counts', bernoulli: 'There or not' } as const;

export const naiveBayes = defineStep({
  type: 'naive-bayes',
  version: 1,
  stage: 'train',
  title: 'Naive Bayes',
  summary: 'Predicts a class from what each feature says by itself; learns in one pass over the rows.',
  doc: `Every feature votes on its own, given the class: numbers as **measurements** (a normal distribution per class), as **counts** (words in a text, clicks) or as **there or not** (above 0 or not); categories by their shares in each class.

Text categories are read as they are. A missing cell and a category that no train row has say nothing. Features that repeat each other count twice: probabilities are then too sure, the order of the classes is often still right.`,
  synonyms: ['gaussian', 'multinomial', 'bernoulli', 'bayes', 'classifier', 'nb', 'spam'],
  icon: 'percent',
  params: z.object({
    target: targetParam(),
    numbers: param(z.enum(['gaussian', 'multinomial', 'bernoulli']).default('gaussian'), {
      title: 'Numbers are',
      description: 'Counts have to be 0 or more.',
      labels: ways,
    }),
    smoothing: param(z.number().min(1e-10).max(1e6).default(1), {
      title: 'Smoothing',
      description: 'Added to every count, so that nothing is impossible only because no train row has it.',
    }),
    varianceSmoothing: param(z.number().min(0).max(1e6).default(1e-9), {
      title: 'Added variance',
      description: 'As a share of the largest variance of a column. More helps where many numbers are constant.',
      showWhen: { param: 'numbers', is: ['gaussian'] },
      advanced: true,
    }),
    priors: param(z.enum(['learned', 'even']).default('learned'), {
      title: 'Before a row is seen',
      labels: { learned: 'Classes as frequent as in train rows', even: 'All classes alike' },
      advanced: true,
    }),
    classWeights: classWeightsParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 5e5, megabytes: 192 + rows / 4e3 }),
  describe: (params) => `Numbers as ${ways[params.numbers].toLowerCase()}, smoothing ${params.smoothing}`,
  trains: {
    tasks: ['binary', 'multiclass'],
    space: {
      numbers: { choice: ['gaussian', 'bernoulli'] },
      smoothing: { real: [1e-3, 10], log: true },
      varianceSmoothing: { real: [1e-10, 1], log: true, when: { param: 'numbers', is: ['gaussian'] } },
      priors: { choice: ['learned', 'even'] },
    },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title: 'Naive Bayes', target: params.target, native: true, predicts: 'class' }, inputs),
});
