import type { Catalog } from '@millrace/pipeline-core/steps';
import { type ForestParams, forestParamsSchema } from '../../runtimes/forest/params';
import { forestRuntime } from '../../runtimes/forest/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** Boosted trees on histograms; missing values and categories as they are. */
export const gradientBoostedTreesTrainer: Trainer<ParamsOf<Catalog['gradient-boosted-trees']>, ForestParams> = {
  runtime: forestRuntime,
  settings: (params) =>
    forestParamsSchema.parse({
      rounds: params.rounds,
      learningRate: params.learningRate,
      leaves: params.maxLeaves,
      maxDepth: params.maxDepth,
      minRowsPerLeaf: params.minRowsPerLeaf,
      l2: params.l2,
      l1: params.l1,
      loss: params.loss,
      quantile: params.quantile,
      monotone: directionsOf(params),
      earlyStoppingRounds: params.earlyStopping ? params.patience : 0,
      rowFraction: params.rowShare,
      columnFraction: params.columnShare,
      maxBins: params.maxBins,
      classWeights: params.classWeights,
    }),
  task: ({ task }) => task,
  categories: true,
  // The runtime chooses rounds by itself: by cross-validation on small tables, by a held-out tenth on large ones.
  needsValidation: false,
  seed: ({ seed }) => seed,
};

/** A column in both lists falls. */
function directionsOf({ rising, falling }: { rising: string[]; falling: string[] }): ForestParams['monotone'] {
  return Object.fromEntries([
    ...rising.map((name) => [name, 1] as const),
    ...falling.map((name) => [name, -1] as const),
  ]);
}

export const gradientBoostedTreesExecutor = trainExecutor(gradientBoostedTreesTrainer);
