export { applyOperation } from './apply-operation';
export { type CheckedTarget, checkTarget } from './check-target';
export { type ChosenColumns, chooseColumns, type ExcludedColumn, holdsNumbers, leakageScore } from './choose-columns';
export {
  type Clipboard,
  clipboardSchema,
  copySelection,
  missingStepTypes,
  type PasteOptions,
  parseClipboard,
  pasteOperation,
} from './clipboard';
export { detectTask, mostIntegerClasses } from './detect-task';
export {
  applyDiff,
  type Change,
  composeDiffs,
  type DocumentDiff,
  diffDocuments,
  invertDiff,
  isEmptyDiff,
} from './diff';
export { disableForbidden } from './disable-forbidden';
export { meaningHash } from './document-hash';
export { documentRoutingPipeline, documentStreams } from './document-routing';
export {
  emptyHistory,
  type History,
  type HistoryEntry,
  historyLimit,
  mark,
  type Restored,
  record,
  redo,
  undo,
} from './history';
export { type IgnoredIssue, ignoredIssueSchema, ignoredKey } from './ignored-issue';
export { keepMine, type MergeConflict, type MergeResult, mergeDocuments } from './merge-documents';
export { documentVersion, migrateDocument, readDocument } from './migrations';
export { describeOperation, type Operation, operationSchema, type ParsedOperation } from './operations';
export {
  type Edge,
  edgeSchema,
  emptyDocument,
  type Note,
  noteSchema,
  type PipelineDocument,
  pipelineDocumentSchema,
  positionSchema,
  type Step,
  stepSchema,
} from './pipeline-document';
export { preparationPipeline } from './preparation-pipeline';
export { paramOfUnit, sameValue, stepCutter } from './record-units';
export { type SamplePipeline, samplePipeline, samplePipelines, type TableSample } from './sample-pipeline';
export { type Starter, type StarterOptions, starterPipeline } from './starter-pipeline';
