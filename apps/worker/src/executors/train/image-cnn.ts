import type { Catalog } from '@millrace/pipeline-core/steps';
import { type ImageNetParams, imageNetParamsSchema } from '../../runtimes/image-net/params';
import { imageNetRuntime } from '../../runtimes/image-net/runtime';
import { type ParamsOf, type Trainer, trainExecutor } from './trainer';

/** A convolutional net over images. */
export const imageCnnTrainer: Trainer<ParamsOf<Catalog['image-cnn']>, ImageNetParams> = {
  runtime: imageNetRuntime,
  settings: ({ earlyStopping, patience, ...params }) =>
    imageNetParamsSchema.parse({ ...params, patience: earlyStopping ? patience : 0 }),
  task: ({ task }) => task,
  categories: false,
  pixels: ({ columns }) => columns,
  needsValidation: true,
  stopsEarly: ({ earlyStopping }) => earlyStopping,
  seed: ({ seed }) => seed,
};

export const imageCnnExecutor = trainExecutor(imageCnnTrainer);
