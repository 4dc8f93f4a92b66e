import type { Operation } from '../operation';
import { dataOperations } from './data';
import { eventOperations } from './events';
import { pipelineOperations } from './pipelines';
import { splitOperations } from './splits';

/** All of /api/v1. */
export const operations: readonly Operation[] = [
  ...dataOperations,
  ...pipelineOperations,
  ...eventOperations,
  ...splitOperations,
];
