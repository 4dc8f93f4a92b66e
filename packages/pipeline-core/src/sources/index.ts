export { type ColumnChange, compareColumns, describeChanges } from './compare-columns';
export { cronProblem, cronTimesBetween, nextCronTime } from './cron';
export {
  type ConfigOf,
  describeSource,
  folderConfigSchema,
  postgresConfigSchema,
  type SourceConfig,
  type SourceKind,
  type SourcePolicy,
  s3ConfigSchema,
  sourceConfigSchema,
  sourceKindSchema,
  sourceKinds,
  sourcePolicySchema,
  urlConfigSchema,
} from './source-config';
export { sourceDocument } from './source-document';
export {
  type ContractColumn,
  contractColumnSchema,
  fileRequestSchema,
  outcomeKindSchema,
  type ReadFacts,
  readFactsSchema,
  type SourceTask,
  sourceTaskSchema,
  type TriggerRequest,
  triggerRequestSchema,
} from './source-task';
