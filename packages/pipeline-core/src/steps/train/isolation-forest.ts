import { z } from 'zod';
import { percentText } from '../../percent';
import { seedParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferUnlabelledTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

export const isolationForest = defineStep({
  type: 'isolation-forest',
  version: 1,
  stage: 'train',
  title: 'Isolation forest',
  summary: 'Scores how unlike the others each row is: odd rows are set apart by few random splits.',
  doc: `Each tree splits a sample of the rows at random places of random columns. A row that is soon alone is odd: its score goes towards 1, that of ordinary rows stays below about 0.5. **Share of odd rows** sets the threshold, which the log tells; the score itself does not depend on it.

There is nothing to predict: a column that is marked as the target is not looked at. It reads numbers and booleans, which need no scaling: encode categories and fill missing cells before.`,
  synonyms: ['anomaly', 'anomalies', 'outlier detection', 'fraud', 'novelty', 'unsupervised', 'iforest'],
  icon: 'tree-pine',
  params: z.object({
    oddShare: param(z.number().min(0).max(0.5).default(0.05), {
      title: 'Share of odd rows',
      description: 'So many train rows lie above the threshold.',
      widget: 'percent',
    }),
    trees: param(z.int().min(1).max(5000).default(100), { title: 'Trees' }),
    sampleRows: param(z.int().min(2).max(1_000_000).default(256), {
      title: 'Rows per tree',
      description: 'Few are enough, and tell odd rows that lie together better than many.',
      advanced: true,
    }),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { fits: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.2 + (rows * params.trees) / 1e7, megabytes: 192 + rows / 4e3 }),
  describe: (params) => `${params.trees} trees, ${percentText(params.oddShare * 100, 1)} odd`,
  trains: {
    tasks: ['anomaly'],
    space: { sampleRows: { int: [32, 4096], log: true } },
    resource: { param: 'trees', least: 20, most: 500 },
  },
  inferSchema: (_params, inputs) => inferUnlabelledTrainer({ title: 'Isolation forest', native: false }, inputs),
});
