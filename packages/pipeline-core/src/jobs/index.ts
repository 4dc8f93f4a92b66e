export {
  type Backoff,
  backoffDelay,
  type JobDefinition,
  type JobName,
  type JobPayload,
  jobCatalog,
  jobNames,
  type QueueName,
  queueConcurrency,
  queueNames,
} from './job-catalog';
export {
  advanceDeploymentSchema,
  deliverSchema,
  fireScheduleSchema,
  type HandleEvent,
  handleEventSchema,
  nothingSchema,
  startRunSchema,
} from './job-payloads';
