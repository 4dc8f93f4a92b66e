import type { Catalog } from '@millrace/pipeline-core/steps';
import { type BaggingParams, baggingParamsSchema } from '../../runtimes/bagging/params';
import { decisionTreeRuntime } from '../../runtimes/bagging/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** One tree that sees all rows and all columns. */
export const decisionTreeTrainer: Trainer<ParamsOf<Catalog['decision-tree']>, BaggingParams> = {
  runtime: decisionTreeRuntime,
  settings: (params) =>
    baggingParamsSchema.parse({
      trees: 1,
      drawnShare: 0,
      columnShare: 1,
      minRowsPerLeaf: params.minRowsPerLeaf,
      maxDepth: params.maxDepth,
      maxBins: params.maxBins,
      classWeights: params.classWeights,
    }),
  task: ({ task }) => task,
  categories: true,
  needsValidation: false,
};

export const decisionTreeExecutor = trainExecutor(decisionTreeTrainer);
