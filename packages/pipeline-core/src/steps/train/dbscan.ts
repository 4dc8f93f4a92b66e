import { z } from 'zod';
import { defineStep } from '../define-step';
import { inferUnlabelledTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

export const dbscan = defineStep({
  type: 'dbscan',
  version: 1,
  stage: 'train',
  title: 'DBSCAN',
  summary: 'Finds groups of any shape where rows lie close together; rows between them are noise.',
  doc: `A row with enough others within the distance is the core of a group, and cores within the distance of each other share one. Groups are numbered from 0 by their first core; a row with no core in reach is noise, -1. A new row joins the first group that has a core in reach.

There is nothing to predict: a column that is marked as the target is not looked at. It reads numbers and booleans: encode categories and fill missing cells before. With **scaling** the distance is in standard deviations. The model holds the core rows: it is as confidential as they are.`,
  synonyms: ['clustering', 'clusters', 'density', 'noise', 'outliers', 'groups', 'unsupervised'],
  icon: 'grape',
  params: z.object({
    distance: param(z.number().positive().max(1e9).default(0.5), {
      title: 'Distance',
      description: 'How far rows of a group may be from the next one.',
    }),
    minRows: param(z.int().min(1).max(1_000_000).default(5), {
      title: 'Rows within it',
      description: 'So many make a core, the row itself included.',
    }),
    scale: param(z.boolean().default(true), {
      title: 'Scale numbers',
      description: 'Off where all columns are measured alike.',
    }),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { fits: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 2e4, megabytes: 192 + rows / 2e3 }),
  describe: (params) => `${params.minRows} rows within ${params.distance}`,
  trains: {
    tasks: ['clustering'],
    space: {
      distance: { real: [0.05, 5], log: true },
      minRows: { int: [2, 50], log: true },
      scale: { choice: [true, false] },
    },
  },
  inferSchema: (_params, inputs) => inferUnlabelledTrainer({ title: 'DBSCAN', native: false }, inputs),
});
