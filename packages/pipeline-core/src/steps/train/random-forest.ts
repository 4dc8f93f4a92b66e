import { z } from 'zod';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Random forest';

export const randomForest = defineStep({
  type: 'random-forest',
  version: 1,
  stage: 'train',
  title,
  summary: 'Many deep trees on random rows and columns, averaged; good without tuning.',
  doc: `Each tree sees rows drawn at random, and each of its splits chooses among a few random columns: the trees err apart from each other, and their mean errs less. **Missing values and text categories are read as they are**; nothing has to be scaled.

The rows that a tree has not drawn judge it: the log tells the **out-of-bag** accuracy or R2, an honest figure without a part of the data set aside. More trees never make a forest worse, only slower.`,
  synonyms: ['rf', 'bagging', 'extra trees', 'decision trees', 'ensemble', 'out of bag', 'oob'],
  icon: 'trees',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    trees: param(z.int().min(1).max(5000).default(100), { title: 'Trees', description: 'More are better and slower.' }),
    columnShare: param(z.number().min(0).max(1).default(0), {
      title: 'Columns per split',
      description: '0: the square root of their number for classes, half of them for numbers.',
      widget: 'percent',
    }),
    minRowsPerLeaf: param(z.int().min(1).max(1_000_000).default(1), {
      title: 'Fewest rows per leaf',
      description: 'More is smoother, and makes a smaller model.',
    }),
    maxDepth: param(z.int().min(0).max(64).default(0), {
      title: 'Deepest level',
      description: '0: no limit.',
      advanced: true,
    }),
    drawRows: param(z.boolean().default(true), {
      title: 'Draw rows for each tree',
      description: 'Off: every tree sees all rows, and there is no out-of-bag figure.',
      advanced: true,
    }),
    rowShare: param(z.number().min(0.05).max(1).default(1), {
      title: 'Rows drawn per tree',
      description: 'With replacement: of 100%, about 63% are different rows.',
      widget: 'percent',
      advanced: true,
      showWhen: { param: 'drawRows', is: [true] },
    }),
    maxBins: param(z.int().min(4).max(255).default(255), { title: 'Bins per number', advanced: true }),
    classWeights: classWeightsParam(),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true, team: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.5 + (rows * params.trees) / 5e5, megabytes: 256 + rows / 2e3 }),
  describe: (params) => `${params.trees} trees, at least ${params.minRowsPerLeaf} rows per leaf`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    inRounds: true,
    heldOutCurve: true,
    space: {
      columnShare: { real: [0.1, 1] },
      minRowsPerLeaf: { int: [1, 50], log: true },
      rowShare: { real: [0.3, 1] },
    },
    resource: { param: 'trees', least: 20, most: 500 },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: true, predicts: 'either' }, inputs),
});
