import type { Operation } from '../operation';
import { batchOperations } from './batches';
import { dataOperations } from './data';
import { eventOperations } from './events';
import { fileOperations } from './files';
import { foldOperations } from './folds';
import { modelTestOperations } from './model-tests';
import { pipelineOperations } from './pipelines';
import { predictionOperations } from './predictions';
import { releaseOperations } from './releases';
import { rolloutOperations } from './rollouts';
import { sourceOperations } from './sources';
import { splitOperations } from './splits';
import { streamOperations } from './streams';

/** All of /api/v1. */
export const operations: readonly Operation[] = [
  ...dataOperations,
  ...sourceOperations,
  ...pipelineOperations,
  ...rolloutOperations,
  ...eventOperations,
  ...splitOperations,
  ...foldOperations,
  ...fileOperations,
  ...releaseOperations,
  ...modelTestOperations,
  ...predictionOperations,
  ...batchOperations,
  ...streamOperations,
];
