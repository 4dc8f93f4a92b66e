import { z } from 'zod';
import { classWeightsParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Decision tree';

export const decisionTree = defineStep({
  type: 'decision-tree',
  version: 1,
  stage: 'train',
  title,
  summary: 'One tree of yes-or-no questions; weaker than many trees, and can be read.',
  doc: `Splits the rows again and again by the question that tells their targets apart best, until a leaf would become too small or too deep. **Missing values and text categories are read as they are**; nothing has to be scaled.

Fewer levels and larger leaves make a tree that is easier to read and does not learn chance. For the best figures use a random forest or gradient-boosted trees.`,
  synonyms: ['cart', 'tree', 'rules', 'explainable', 'classification tree', 'regression tree'],
  icon: 'tree-pine',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    maxDepth: param(z.int().min(0).max(64).default(8), { title: 'Deepest level', description: '0: no limit.' }),
    minRowsPerLeaf: param(z.int().min(1).max(1_000_000).default(20), { title: 'Fewest rows per leaf' }),
    maxBins: param(z.int().min(4).max(255).default(255), { title: 'Bins per number', advanced: true }),
    classWeights: classWeightsParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 5e5, megabytes: 256 + rows / 4e3 }),
  describe: (params) =>
    `${params.maxDepth === 0 ? 'any depth' : `${params.maxDepth} levels`}, at least ${params.minRowsPerLeaf} rows per leaf`,
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    space: { maxDepth: { int: [2, 20] }, minRowsPerLeaf: { int: [1, 500], log: true } },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: true, predicts: 'either' }, inputs),
});
