import type { Catalog } from '@millrace/pipeline-core/steps';
import { linearRuntime } from '../../runtimes/linear/linear-runtime';
import type { ExecutorFor } from '../executor';
import { trainModel } from './train-model';

/** A weighted sum of numbers. */
export const linearRegressionExecutor: ExecutorFor<Catalog['linear-regression']> = {
  kind: 'run',
  run(job) {
    const { target: _, ...params } = job.params;
    return trainModel(job, {
      runtime: linearRuntime,
      params,
      task: 'regression',
      categories: false,
      needsValidation: false,
      seed: job.seed,
    });
  },
};
