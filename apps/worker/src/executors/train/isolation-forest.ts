import type { Catalog } from '@millrace/pipeline-core/steps';
import type { IsolationParams } from '../../runtimes/isolation/params';
import { isolationRuntime } from '../../runtimes/isolation/runtime';
import type { ParamsOf } from './trainer';
import { type UnlabelledTrainer, unlabelledExecutor } from './unlabelled-trainer';

/** How unlike the others each row is. */
export const isolationForestTrainer: UnlabelledTrainer<ParamsOf<Catalog['isolation-forest']>, IsolationParams> = {
  runtime: isolationRuntime,
  settings: ({ seed: _, ...settings }) => settings,
  categories: false,
  seed: ({ seed }) => seed,
};

export const isolationForestExecutor = unlabelledExecutor(isolationForestTrainer);
