import type { Catalog } from '@millrace/pipeline-core/steps';
import { dbscanRuntime } from '../../runtimes/clusters/dbscan-runtime';
import type { DbscanParams } from '../../runtimes/clusters/params';
import type { ParamsOf } from './trainer';
import { type UnlabelledTrainer, unlabelledExecutor } from './unlabelled-trainer';

/** Groups of rows that lie close together, and noise. */
export const dbscanTrainer: UnlabelledTrainer<ParamsOf<Catalog['dbscan']>, DbscanParams> = {
  runtime: dbscanRuntime,
  settings: (settings) => settings,
  categories: false,
};

export const dbscanExecutor = unlabelledExecutor(dbscanTrainer);
