import type { Catalog } from '@millrace/pipeline-core/steps';
import type { BayesParams } from '../../runtimes/bayes/params';
import { bayesRuntime } from '../../runtimes/bayes/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** What each feature says of the classes by itself; missing values and categories as they are. */
export const naiveBayesTrainer: Trainer<ParamsOf<Catalog['naive-bayes']>, BayesParams> = {
  runtime: bayesRuntime,
  settings: ({ target: _, ...settings }) => settings,
  task: () => 'classification',
  categories: true,
  needsValidation: false,
};

export const naiveBayesExecutor = trainExecutor(naiveBayesTrainer);
