export {
  baselineTypes,
  type Catalog,
  catalog,
  findContract,
  getContract,
  isStepType,
  listContracts,
  listDrawnContracts,
  type StepType,
} from './catalog';
export { guestInputs, guestTimeLimit, guestValues } from './code/guest-params';
export {
  type Notebook,
  type NotebookCell,
  notebookSchema,
  notebookText,
  readNotebook,
  withoutOutputs,
} from './code/notebook-file';
export {
  chosenColumns,
  featureColumns,
  isReserved,
  missingColumnIssues,
  nameList,
  numberTypes,
  requireColumns,
  uniqueName,
} from './columns';
export {
  type BatchGroup,
  type BatchTables,
  defineStep,
  type PortSpec,
  type SchemaContext,
  type SchemaInference,
  type Stage,
  type StepContract,
  type StepFlags,
  type StepIssue,
  type StepReference,
  stages,
  type Trains,
} from './define-step';
export { type BinState, binStateSchema, risingEdges } from './features/bin-plan';
export { type EncodeParams, encodeTargets } from './features/encode-categories';
export { type EncodeState, encodeStateSchema, mapCategories, meanNames } from './features/encode-plan';
export {
  type FeatureRanking,
  type FeatureScore,
  featureRankingSchema,
  orderScores,
  rankFeatures,
} from './features/feature-ranking';
export { imageColumns, numbersOfImage } from './features/image-tensor';
export { type LookupColumns, type LookupParams, lookupColumns } from './features/lookup-features';
export { type PcaState, pcaStateSchema } from './features/pca-plan';
export {
  offlineColumns,
  type PublishColumns,
  type PublishParams,
  publishColumns,
  publishedShape,
} from './features/publish-features';
export { pcaColumns } from './features/reduce-dimensions';
export { type ScaleState, scaleStateSchema } from './features/scale-numbers';
export { judgedColumns, type SelectParams, selectMethods } from './features/select-features';
export { type TextState, textStateSchema } from './features/text-plan';
export { textColumns, type VectoriseParams } from './features/vectorise-text';
export { formulaColumns, type ReadFormula, readFormula, requireFormula } from './formula';
export { keyTypes } from './infer-pairs';
export { type BatchChoice, isSeveral, mostBatches, readBatchChoice } from './ingest/batch-choice';
export { batchWords, leftOutWords } from './ingest/batch-words';
export { stackedTable } from './ingest/dataset';
export { generateSample, type SampleName, sampleNames, samples } from './ingest/samples/catalog';
export type { Sample, SampleCell } from './ingest/samples/sample';
export {
  type Differing,
  gapTexts,
  groupBatches,
  type StackedBatches,
  stackBatches,
  typesByBatch,
} from './ingest/stack-batches';
export { type ModelFeatures, modelFeatures, pixelFeatures, textFeatures } from './model-features';
export { nearestName } from './nearest-name';
export { type ParamMeta, type ParamWidget, param } from './param';
export {
  type AggregateColumn,
  type AggregateMeasure,
  aggregateColumns,
} from './prepare/aggregate-columns';
export { expressionToText } from './prepare/convert';
export { type ImputeParams, imputeTargets } from './prepare/impute-missing';
export { type ImputeState, imputeStateSchema } from './prepare/impute-plan';
export { type JoinColumn, type JoinKey, joinColumns, joinKeys } from './prepare/join-columns';
export { type JoinParams, timeUnits } from './prepare/join-params';
export { type OutlierState, outlierStateSchema } from './prepare/outlier-plan';
export {
  type QualityReport,
  type QualityRule,
  qualityReportSchema,
  ruleColumns,
  ruleGap,
  ruleText,
} from './prepare/quality-rules';
export { type SortKey, usedKeys } from './prepare/sort-key';
export { sqlTables, sqlTimeLimit } from './prepare/sql';
export { conflictText, type TypeConflict, type UnionColumn, unionColumns } from './prepare/union-columns';
export { unionOutput } from './prepare/union-tables';
export { type WindowMeasure, windowColumns } from './prepare/window-columns';
export { type Cluster, clusterOf, queueAsking, queueOf, type WorkerSlots } from './queue-of';
export { refuseErrors } from './refuse';
export { seedlessTypes } from './seedless';
export { requireTimeColumn, seriesColumn, timeColumn, timeTypes } from './series-columns';
export { lowerFirst, settingInWords, settingsInWords, settingTitle } from './setting-words';
export { splitColumn } from './split/split-issues';
export { markedBy, markTarget, requireTarget, targetColumn } from './target';
