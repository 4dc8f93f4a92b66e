import { z } from 'zod';
import { targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Nearest neighbours';

export const kNearestNeighbours = defineStep({
  type: 'k-nearest-neighbours',
  version: 1,
  stage: 'train',
  title,
  summary: 'Answers as the train rows do that are most like a row; learns nothing but keeps them all.',
  doc: `For classes the neighbours' shares are the probabilities, for numbers their mean is the answer. They count alike, or the more the nearer they are.

**Scaling** makes all columns weigh the same; without it those with large numbers decide. It reads numbers and booleans: encode categories and fill missing cells before. A missing cell of a row to predict is not compared.

The model holds the train rows: it is as large as they are, and as confidential. Few columns are searched in a tree, more than 15 row by row.`,
  synonyms: ['knn', 'k-nn', 'nearest neighbors', 'neighbors', 'lazy', 'instance based', 'similar rows'],
  icon: 'radar',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    neighbours: param(z.int().min(1).max(1000).default(5), {
      title: 'Neighbours',
      description: 'More is smoother. At most as many as there are train rows.',
    }),
    votes: param(z.enum(['uniform', 'distance']).default('uniform'), {
      title: 'Their votes',
      labels: { uniform: 'Count alike', distance: 'Count more the nearer' },
    }),
    scale: param(z.boolean().default(true), {
      title: 'Scale numbers',
      description: 'Off where all columns are measured alike, as with the pixels of an image.',
    }),
    metric: param(z.enum(['euclidean', 'manhattan']).default('euclidean'), {
      title: 'Distance',
      labels: { euclidean: 'Euclidean', manhattan: 'Manhattan' },
      advanced: true,
    }),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 1e6, megabytes: 192 + rows / 2e3 }),
  describe: (params) =>
    `${params.neighbours} neighbours, ${params.votes === 'uniform' ? 'count alike' : 'the nearer count more'}`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    // Each row that is judged is compared with every train row.
    triedOn: { mostRows: 20_000 },
    numbersOnly: true,
    space: {
      neighbours: { int: [1, 100], log: true },
      votes: { choice: ['uniform', 'distance'] },
      metric: { choice: ['euclidean', 'manhattan'] },
      scale: { choice: [true, false] },
    },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: false, predicts: 'either' }, inputs),
});
