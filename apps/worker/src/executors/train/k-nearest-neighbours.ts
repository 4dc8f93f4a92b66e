import type { Catalog } from '@millrace/pipeline-core/steps';
import type { NeighboursParams } from '../../runtimes/neighbours/params';
import { neighboursRuntime } from '../../runtimes/neighbours/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** The answers of the train rows that are most alike. */
export const kNearestNeighboursTrainer: Trainer<ParamsOf<Catalog['k-nearest-neighbours']>, NeighboursParams> = {
  runtime: neighboursRuntime,
  settings: ({ target: _, task: __, ...settings }) => settings,
  task: ({ task }) => task,
  categories: false,
  needsValidation: false,
};

export const kNearestNeighboursExecutor = trainExecutor(kNearestNeighboursTrainer);
