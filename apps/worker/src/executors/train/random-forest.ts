import type { Catalog } from '@millrace/pipeline-core/steps';
import { type BaggingParams, baggingParamsSchema } from '../../runtimes/bagging/params';
import { randomForestRuntime } from '../../runtimes/bagging/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** Many deep trees on random rows and columns, averaged. */
export const randomForestTrainer: Trainer<ParamsOf<Catalog['random-forest']>, BaggingParams> = {
  runtime: randomForestRuntime,
  settings: (params) =>
    baggingParamsSchema.parse({
      trees: params.trees,
      drawnShare: params.drawRows ? params.rowShare : 0,
      columnShare: params.columnShare,
      minRowsPerLeaf: params.minRowsPerLeaf,
      maxDepth: params.maxDepth,
      maxBins: params.maxBins,
      classWeights: params.classWeights,
    }),
  task: ({ task }) => task,
  categories: true,
  needsValidation: false,
  seed: ({ seed }) => seed,
};

export const randomForestExecutor = trainExecutor(randomForestTrainer);
