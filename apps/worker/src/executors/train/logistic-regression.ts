import type { Catalog } from '@millrace/pipeline-core/steps';
import { logisticRuntime } from '../../runtimes/linear/logistic-runtime';
import type { LogisticParams } from '../../runtimes/linear/params';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** Class probabilities from a weighted sum of numbers. */
export const logisticRegressionTrainer: Trainer<ParamsOf<Catalog['logistic-regression']>, LogisticParams> = {
  runtime: logisticRuntime,
  settings: ({ target: _, ...settings }) => settings,
  task: () => 'classification',
  categories: false,
  needsValidation: false,
};

export const logisticRegressionExecutor = trainExecutor(logisticRegressionTrainer);
