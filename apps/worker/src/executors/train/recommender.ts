import type { Catalog } from '@millrace/pipeline-core/steps';
import type { RecommenderParams } from '../../runtimes/recommend/params';
import { recommenderRuntime } from '../../runtimes/recommend/runtime';
import type { ParamsOf } from './trainer';
import { type UnlabelledTrainer, unlabelledExecutor } from './unlabelled-trainer';

/** What to offer whom, from who had what. */
export const recommenderTrainer: UnlabelledTrainer<ParamsOf<Catalog['recommender']>, RecommenderParams> = {
  runtime: recommenderRuntime,
  settings: ({ seed: _, user: __, item: ___, strength: ____, ...settings }) => settings,
  // The names of users and items.
  categories: true,
  pairs: ({ user, item, strength }) => ({ user, item, strength }),
  seed: ({ seed }) => seed,
};

export const recommenderExecutor = unlabelledExecutor(recommenderTrainer);
