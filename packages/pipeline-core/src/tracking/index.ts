export { type ArtifactPlace, checkArtifactPath, parseArtifactPlace } from './artifact-path';
export { type BigJson, parseBigJson, writeBigJson } from './big-json';
export {
  type FilterClause,
  type FilterOperator,
  type FilterRules,
  type FilterSide,
  type FilterValue,
  parseFilter,
} from './filter';
export {
  experimentRules,
  loggedModelRules,
  modelVersionRules,
  registeredModelRules,
  runRules,
} from './filter-rules';
export { int64Schema, metricValueSchema, showMetricValue } from './int64';
export {
  isListAttribute,
  type KnownKeys,
  type ListAttribute,
  type ListClause,
  type ListFilterProblem,
  type ListSide,
  listAttributes,
  parseListFilter,
  resolveListFilter,
  type WrittenClause,
} from './list-filter';
export {
  columnId,
  figureRuleSchema,
  figureRules,
  filterName,
  filterTextSchema,
  type ListLook,
  listLookSchema,
  parseColumn,
  parseSort,
  rulesSchema,
} from './list-look';
export { type ModelSource, parseModelSource } from './model-source';
export {
  checkKey,
  experimentNumber,
  inventRunName,
  loggedModelUuid,
  modelArtifactUri,
  runArtifactUri,
  runUuid,
  shownModelId,
  shownRunId,
} from './names';
export { type OrderClause, parseOrderBy } from './order-by';
export { pageOffset, pageToken } from './page-token';
export { invalid, missing, type TrackingCode, TrackingError, trackingCodes } from './tracking-error';
