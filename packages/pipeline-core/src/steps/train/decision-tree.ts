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

Larger leaves make a tree that is easier to read and does not learn chance. How large they are is chosen by trees that have not seen a part of the train rows, unless you say it; fewer levels make it smaller still. For the best figures use a random forest or gradient-boosted trees.`,
  synonyms: ['cart', 'tree', 'rules', 'explainable', 'classification tree', 'regression tree'],
  icon: 'tree-pine',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    maxDepth: param(z.int().min(0).max(64).default(0), { title: 'Deepest level', description: '0: no limit.' }),
    minRowsPerLeaf: param(z.int().min(0).max(1_000_000).default(0), {
      title: 'Fewest rows per leaf',
      description: '0: chosen by what errs least on train rows that a tree has not seen.',
    }),
    maxBins: param(z.int().min(4).max(255).default(255), { title: 'Bins per number', advanced: true }),
    classWeights: classWeightsParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.5 + rows / 5e4, megabytes: 256 + rows / 4e3 }),
  describe: (params) =>
    [
      params.maxDepth === 0 ? 'any depth' : `${params.maxDepth} levels`,
      params.minRowsPerLeaf === 0 ? 'leaf size chosen' : `at least ${params.minRowsPerLeaf} rows per leaf`,
    ].join(', '),
  trains: {
    tasks: ['binary', 'multiclass', 'regression'],
    space: { maxDepth: { int: [2, 20] }, minRowsPerLeaf: { int: [1, 500], log: true } },
  },
  inferSchema: (params, inputs) =>
    inferTrainer({ title, target: params.target, native: true, predicts: 'either' }, inputs),
});
