import type { Catalog } from '@millrace/pipeline-core/steps';
import type { TextLinearParams } from '../../runtimes/text/params';
import { textLinearRuntime } from '../../runtimes/text/text-runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** Classes from texts, read by the model itself. */
export const textClassifierTrainer: Trainer<ParamsOf<Catalog['text-classifier']>, TextLinearParams> = {
  runtime: textLinearRuntime,
  settings: ({ target: _, columns: __, seed: ___, ...settings }) => settings,
  task: () => 'classification',
  categories: false,
  texts: ({ columns }) => columns,
  needsValidation: false,
  seed: ({ seed }) => seed,
};

export const textClassifierExecutor = trainExecutor(textClassifierTrainer);
