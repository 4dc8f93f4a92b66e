import type { Catalog } from '@millrace/pipeline-core/steps';
import type { BaselineParams } from '../../runtimes/baseline/params';
import { baselineRuntime } from '../../runtimes/baseline/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** The majority class or the mean: what every candidate must beat. */
export const baselineTrainer: Trainer<ParamsOf<Catalog['baseline']>, BaselineParams> = {
  runtime: baselineRuntime,
  settings: ({ statistic }) => ({ statistic }),
  task: ({ task }) => task,
  categories: true,
  needsValidation: false,
};

export const baselineExecutor = trainExecutor(baselineTrainer);
