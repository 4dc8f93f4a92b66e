import type { Catalog } from '@millrace/pipeline-core/steps';
import { baselineRuntime } from '../../runtimes/baseline/runtime';
import type { ExecutorFor } from '../executor';
import { trainModel } from './train-model';

/** The majority class or the mean: what every candidate must beat. */
export const baselineExecutor: ExecutorFor<Catalog['baseline']> = {
  kind: 'run',
  run: (job) =>
    trainModel(job, {
      runtime: baselineRuntime,
      params: { statistic: job.params.statistic },
      task: job.params.task,
      categories: true,
      needsValidation: false,
      seed: job.seed,
    }),
};
