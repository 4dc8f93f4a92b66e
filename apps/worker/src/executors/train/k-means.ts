import type { Catalog } from '@millrace/pipeline-core/steps';
import { kMeansRuntime } from '../../runtimes/clusters/k-means-runtime';
import type { KMeansParams } from '../../runtimes/clusters/params';
import type { ParamsOf } from './trainer';
import { type UnlabelledTrainer, unlabelledExecutor } from './unlabelled-trainer';

/** Groups of rows around common middles. */
export const kMeansTrainer: UnlabelledTrainer<ParamsOf<Catalog['k-means']>, KMeansParams> = {
  runtime: kMeansRuntime,
  settings: ({ seed: _, ...settings }) => settings,
  categories: false,
  seed: ({ seed }) => seed,
};

export const kMeansExecutor = unlabelledExecutor(kMeansTrainer);
