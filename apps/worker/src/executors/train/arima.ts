import type { Catalog } from '@millrace/pipeline-core/steps';
import { arimaRuntime } from '../../runtimes/series/arima/arima-runtime';
import type { ArimaParams } from '../../runtimes/series/params';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** A forecast from past values and errors. */
export const arimaTrainer: Trainer<ParamsOf<Catalog['arima']>, ArimaParams> = {
  runtime: arimaRuntime,
  settings: ({ target: _, time: __, series: ___, ...settings }) => settings,
  task: () => 'regression',
  // The column that names the series.
  categories: true,
  series: ({ time, series }) => ({ time, series }),
  needsValidation: false,
};

export const arimaExecutor = trainExecutor(arimaTrainer);
