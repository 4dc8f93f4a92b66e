import type { Catalog } from '@millrace/pipeline-core/steps';
import type { SmoothingParams } from '../../runtimes/series/params';
import { smoothingRuntime } from '../../runtimes/series/smoothing-runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** A forecast from level, trend and season. */
export const exponentialSmoothingTrainer: Trainer<ParamsOf<Catalog['exponential-smoothing']>, SmoothingParams> = {
  runtime: smoothingRuntime,
  settings: ({ target: _, time: __, series: ___, ...settings }) => settings,
  task: () => 'regression',
  // The column that names the series.
  categories: true,
  series: ({ time, series }) => ({ time, series }),
  needsValidation: false,
};

export const exponentialSmoothingExecutor = trainExecutor(exponentialSmoothingTrainer);
