export { type ColumnChange, compareColumns, describeChanges } from './compare-columns';
export { cronProblem, cronTimesBetween, nextCronTime } from './cron';
export { countListed, countRejects, type RejectCounts, rejectsSchema, rejectWords } from './rejects';
export {
  type ConfigOf,
  describeSource,
  folderConfigSchema,
  postgresConfigSchema,
  pushConfigSchema,
  type SourceConfig,
  type SourceKind,
  type SourcePolicy,
  s3ConfigSchema,
  sourceConfigSchema,
  sourceKindSchema,
  sourceKinds,
  sourcePolicySchema,
  topicConfigSchema,
  urlConfigSchema,
} from './source-config';
export { sourceDocument } from './source-document';
export {
  type ContractColumn,
  contractColumnSchema,
  type EventCursor,
  type EventRange,
  eventCursorSchema,
  eventRangeSchema,
  fileRequestSchema,
  outcomeKindSchema,
  type ReadFacts,
  type ReplayRequest,
  readFactsSchema,
  replayRequestSchema,
  type SourceTask,
  sourceTaskSchema,
  type TriggerRequest,
  triggerRequestSchema,
} from './source-task';
export { replayWords, timeInUtc, withReplayTimes } from './time-in-utc';
