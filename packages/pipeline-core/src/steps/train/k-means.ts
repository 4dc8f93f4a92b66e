import { z } from 'zod';
import { seedParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferUnlabelledTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

export const kMeans = defineStep({
  type: 'k-means',
  version: 1,
  stage: 'train',
  title: 'K-means',
  summary: 'Finds groups of rows that lie around a common middle; as many as you ask for.',
  doc: `Puts each row to the nearest of so many middles and each middle where its rows are, until nothing moves; of several starts the one with the smallest distances stays. Group 0 is the largest one in the train rows, 1 the next.

There is nothing to predict: a column that is marked as the target is not looked at. It reads numbers and booleans: encode categories and fill missing cells before. **Scaling** makes all columns weigh the same; without it those with large numbers decide.`,
  synonyms: ['clustering', 'clusters', 'segments', 'groups', 'kmeans', 'unsupervised', 'segmentation'],
  icon: 'chart-scatter',
  params: z.object({
    clusters: param(z.int().min(2).max(1000).default(3), { title: 'Groups' }),
    scale: param(z.boolean().default(true), {
      title: 'Scale numbers',
      description: 'Off where all columns are measured alike.',
    }),
    restarts: param(z.int().min(1).max(1000).default(10), {
      title: 'Starts',
      description: 'More find better groups and take longer.',
      advanced: true,
    }),
    maxIterations: param(z.int().min(1).max(100_000).default(300), { title: 'Most iterations', advanced: true }),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { fits: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (params, rows) => ({
    seconds: 0.2 + (rows * params.restarts * params.clusters) / 1e6,
    megabytes: 192 + rows / 2e3,
  }),
  describe: (params) => `${params.clusters} groups, ${params.restarts} starts`,
  trains: {
    tasks: ['clustering'],
    space: { clusters: { int: [2, 20] }, scale: { choice: [true, false] } },
  },
  inferSchema: (_params, inputs) => inferUnlabelledTrainer({ title: 'K-means', native: false }, inputs),
});
