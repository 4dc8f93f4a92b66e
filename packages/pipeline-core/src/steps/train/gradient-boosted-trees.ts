import { z } from 'zod';
import { missingColumnIssues, numberTypes } from '../columns';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { incoming } from '../infer';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const count = (initial: number, most: number, title: string, least = 1) =>
  param(z.int().min(least).max(most).default(initial), { title, advanced: true });

export const gradientBoostedTrees = defineStep({
  type: 'gradient-boosted-trees',
  version: 1,
  stage: 'train',
  title: 'Gradient-boosted trees',
  summary: 'Many small trees, each mending the errors of those before; the strongest all-rounder on tables.',
  doc: `Grows one tree per round (one per class for more than two) on histograms of the features, leaf by leaf where it gains most. **Missing values and text categories are read as they are**; nothing has to be scaled.

With **early stopping** the rounds end when validation rows have not improved for a while, and the best round is kept. Without a validation part a seeded tenth of the train rows is held out for it.`,
  synonyms: ['gbm', 'gbt', 'xgboost', 'lightgbm', 'catboost', 'boosting', 'trees', 'hist gradient boosting'],
  icon: 'trees',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    rounds: param(z.int().min(1).max(5000).default(300), { title: 'Most rounds' }),
    learningRate: param(z.number().min(0.001).max(1).default(0.1), {
      title: 'Learning rate',
      description: 'Smaller is slower and often better.',
    }),
    maxLeaves: param(z.int().min(2).max(1024).default(31), { title: 'Leaves per tree' }),
    earlyStopping: param(z.boolean().default(true), { title: 'Early stopping' }),
    patience: param(z.int().min(1).max(500).default(20), {
      title: 'Rounds without improvement',
      showWhen: { param: 'earlyStopping', is: [true] },
    }),
    loss: param(z.enum(['squared', 'absolute', 'quantile', 'poisson']).default('squared'), {
      title: 'Loss of numbers',
      description: 'Where a number is predicted. Classes have the log loss.',
      labels: {
        squared: 'Squared error: the mean',
        absolute: 'Absolute error: the median',
        quantile: 'A quantile',
        poisson: 'Poisson: counts',
      },
      advanced: true,
    }),
    quantile: param(z.number().min(0.001).max(0.999).default(0.5), {
      title: 'Quantile',
      description: 'So large a share of the targets shall lie below the answer.',
      widget: 'percent',
      showWhen: { param: 'loss', is: ['quantile'] },
      advanced: true,
    }),
    rising: param(z.array(z.string()).default([]), {
      title: 'Columns that may only raise the answer',
      description: 'The larger the number, the larger the answer, or it stays. Of classes: the chance of the second.',
      widget: 'columns',
      columnTypes: numberTypes,
      advanced: true,
    }),
    falling: param(z.array(z.string()).default([]), {
      title: 'Columns that may only lower the answer',
      widget: 'columns',
      columnTypes: numberTypes,
      advanced: true,
    }),
    maxDepth: param(z.int().min(0).max(64).default(0), {
      title: 'Deepest level',
      description: '0: no limit.',
      advanced: true,
    }),
    minRowsPerLeaf: count(20, 1_000_000, 'Fewest rows per leaf'),
    l2: param(z.number().min(0).max(1e6).default(0), { title: 'L2 penalty', advanced: true }),
    l1: param(z.number().min(0).max(1e6).default(0), { title: 'L1 penalty', advanced: true }),
    maxBins: count(255, 255, 'Bins per number', 4),
    rowShare: param(z.number().min(0.05).max(1).default(1), {
      title: 'Rows per tree',
      widget: 'percent',
      advanced: true,
    }),
    columnShare: param(z.number().min(0.05).max(1).default(1), {
      title: 'Columns per tree',
      widget: 'percent',
      advanced: true,
    }),
    classWeights: classWeightsParam(),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true, team: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.5 + (rows * params.rounds) / 4e6, megabytes: 256 + rows / 1e3 }),
  describe: (params) => `${params.rounds} rounds, ${params.maxLeaves} leaves, rate ${params.learningRate}`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    inRounds: true,
    heldOutCurve: true,
    space: {
      learningRate: { real: [0.01, 0.3], log: true },
      maxLeaves: { int: [4, 256], log: true },
      minRowsPerLeaf: { int: [1, 200], log: true },
      l2: { real: [1e-3, 100], log: true },
      rowShare: { real: [0.5, 1] },
      columnShare: { real: [0.3, 1] },
    },
    resource: { param: 'rounds', least: 10, most: 1000 },
  },
  inferSchema(params, inputs) {
    const title = 'Gradient-boosted trees';
    const inferred = inferTrainer({ title, target: params.target, native: true, predicts: 'either' }, inputs);
    const from = incoming(inputs, 'rows');
    const gone = [
      ...missingColumnIssues(from, params.rising, 'rising'),
      ...missingColumnIssues(from, params.falling, 'falling'),
    ];
    return { ...inferred, issues: [...inferred.issues, ...gone] };
  },
});
