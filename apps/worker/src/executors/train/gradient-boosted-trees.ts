import type { Catalog } from '@millrace/pipeline-core/steps';
import { forestParamsSchema } from '../../runtimes/forest/params';
import { forestRuntime } from '../../runtimes/forest/runtime';
import type { ExecutorFor } from '../executor';
import { trainModel } from './train-model';

/** Boosted trees on histograms; missing values and categories as they are. */
export const gradientBoostedTreesExecutor: ExecutorFor<Catalog['gradient-boosted-trees']> = {
  kind: 'run',
  run(job) {
    const { params } = job;
    return trainModel(job, {
      runtime: forestRuntime,
      params: forestParamsSchema.parse({
        rounds: params.rounds,
        learningRate: params.learningRate,
        leaves: params.maxLeaves,
        maxDepth: params.maxDepth,
        minRowsPerLeaf: params.minRowsPerLeaf,
        l2: params.l2,
        earlyStoppingRounds: params.earlyStopping ? params.patience : 0,
        rowFraction: params.rowShare,
        columnFraction: params.columnShare,
        maxBins: params.maxBins,
        classWeights: params.classWeights,
      }),
      task: params.task,
      categories: true,
      // The runtime chooses rounds by itself: by cross-validation on small tables, by a held-out tenth on large ones.
      needsValidation: false,
      seed: params.seed ?? job.seed,
    });
  },
};
