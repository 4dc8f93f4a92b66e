import type { Catalog } from '@millrace/pipeline-core/steps';
import { logisticRuntime } from '../../runtimes/linear/logistic-runtime';
import type { ExecutorFor } from '../executor';
import { trainModel } from './train-model';

/** Class probabilities from a weighted sum of numbers. */
export const logisticRegressionExecutor: ExecutorFor<Catalog['logistic-regression']> = {
  kind: 'run',
  run(job) {
    const { target: _, ...params } = job.params;
    return trainModel(job, {
      runtime: logisticRuntime,
      params,
      task: 'classification',
      categories: false,
      needsValidation: false,
      seed: job.seed,
    });
  },
};
