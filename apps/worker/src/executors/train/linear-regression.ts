import type { Catalog } from '@millrace/pipeline-core/steps';
import { linearRuntime } from '../../runtimes/linear/linear-runtime';
import type { LinearParams } from '../../runtimes/linear/params';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** A weighted sum of numbers. */
export const linearRegressionTrainer: Trainer<ParamsOf<Catalog['linear-regression']>, LinearParams> = {
  runtime: linearRuntime,
  settings: ({ target: _, ...settings }) => settings,
  task: () => 'regression',
  categories: false,
  needsValidation: false,
};

export const linearRegressionExecutor = trainExecutor(linearRegressionTrainer);
