import type { Catalog } from '@millrace/pipeline-core/steps';
import { type DenseNetParams, denseNetParamsSchema } from '../../runtimes/dense-net/params';
import { denseNetRuntime } from '../../runtimes/dense-net/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** A dense net. */
export const mlpTrainer: Trainer<ParamsOf<Catalog['mlp']>, DenseNetParams> = {
  runtime: denseNetRuntime,
  settings: ({ earlyStopping, patience, ...params }) =>
    denseNetParamsSchema.parse({ ...params, patience: earlyStopping ? patience : 0 }),
  task: ({ task }) => task,
  categories: false,
  needsValidation: true,
  stopsEarly: ({ earlyStopping }) => earlyStopping,
  seed: ({ seed }) => seed,
};

export const mlpExecutor = trainExecutor(mlpTrainer);
