import type { Catalog } from '@millrace/pipeline-core/steps';
import { textLinearParamsSchema } from '../../runtimes/text/params';
import { textNetParamsSchema } from '../../runtimes/text-net/params';
import { type TextParams, textRuntime } from './text-runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** Classes from texts, read by the model itself: by weights of terms, or by a net of their embeddings. */
export const textClassifierTrainer: Trainer<ParamsOf<Catalog['text-classifier']>, TextParams> = {
  runtime: textRuntime,
  settings: ({ method, ...params }) =>
    method === 'linear'
      ? { method, ...textLinearParamsSchema.parse(params) }
      : { method, ...textNetParamsSchema.parse(params) },
  task: () => 'classification',
  categories: false,
  texts: ({ columns }) => columns,
  needsValidation: true,
  stopsEarly: ({ method, patience }) => method === 'net' && patience > 0,
  seed: ({ seed }) => seed,
};

export const textClassifierExecutor = trainExecutor(textClassifierTrainer);
