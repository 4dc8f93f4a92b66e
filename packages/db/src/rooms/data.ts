/** Data: datasets, sources, the event bus, features and splits. */
export type { Artifact, ArtifactRecord } from '../mappers/artifact-row';
export type { OutboxEntry } from '../mappers/clock-row';
export type { Batch, BatchSummary, Dataset } from '../mappers/dataset-row';
export type { FeatureView, FeatureViewVersion, OnlineRow } from '../mappers/feature-view-row';
export type { Source, SourceOutcome, SourceProblem } from '../mappers/source-row';
export { lookKinds, type SplitRecord, type TestLook } from '../mappers/split-row';
export { chooseBatches } from '../planning/resolve-batches';
export { contractOf, mostReplayed, placeOfSource, topicOfSource } from '../planning/resolve-source';
export {
  findArtifact,
  findArtifacts,
  keepUpload,
  type PinOwner,
  pinArtifacts,
  projectUsesArtifact,
  recordArtifact,
  recordArtifacts,
  unpinArtifacts,
} from '../repositories/artifacts';
export {
  changeBatchProfile,
  findBatchWithBytes,
  getBatch,
  latestBatch,
  listBatches,
  listBatchStates,
  listBatchTables,
} from '../repositories/batches';
export {
  forgetEvents,
  listEvents,
  listTopics,
  type Published,
  publishAndTell,
  publishEvents,
  readTopic,
  type TopicHead,
  type TopicKey,
} from '../repositories/bus';
export {
  type Consumed,
  type ConsumerKey,
  type ConsumerLag,
  consumerTries,
  consumeTopic,
  FirstEventFailed,
  HopelessEvent,
  listBehind,
  listConsumers,
  Outage,
  TryLater,
  type WantedTopics,
} from '../repositories/bus-consumers';
export {
  copyEventLines,
  countEvents,
  type EventSpan,
  endOfSpan,
  headOfTopic,
  nextRange,
} from '../repositories/bus-ranges';
export {
  createDataset,
  type DatasetKey,
  type DatasetWithLatest,
  deleteDataset,
  findDatasetByName,
  getDataset,
  getDeletedDatasetName,
  listDatasets,
  listPipelinesReading,
  renameDataset,
} from '../repositories/datasets';
export {
  addDeadLetters,
  countDeadLetters,
  type DeadLetter,
  decideDeadLetter,
  decideDeadLetters,
  deleteSettledLetters,
  deleteUndecidedLetters,
  hasDeadLetter,
  listDeadLetters,
  listWaitingLetters,
  mostWaitingLetters,
  retryDeadLetter,
  type WaitingLetters,
} from '../repositories/dead-letters';
export {
  batchesKnown,
  countFed,
  type FeedCounts,
  type FeedPublication,
  type FeedSource,
  type FeedState,
  type FeedTopic,
  feedConsumerName,
  getStoredFeed,
  listFeedPlaces,
  listFeedSources,
  listFeedStates,
  listFeeds,
  listFeedsAsked,
  listFeedsBehind,
  lockFeedPlaces,
  replaceFeeds,
  type ServedFeed,
  type StoredFeed,
  setFeedError,
} from '../repositories/feature-feeds';
export {
  adoptViewPack,
  findViewPack,
  forgetReplacedPacks,
  listViewsToPack,
  type NewViewPack,
  releasePublished,
} from '../repositories/feature-view-packs';
export {
  addViewVersion,
  deleteFeatureView,
  ensureFeatureView,
  findFeatureView,
  findViewVersion,
  listFeatureViews,
  listViewPublishers,
  listViewReaders,
  listViewVersions,
  markViewDeleting,
  type NewFeatureView,
  unmarkViewDeleting,
  type ViewReader,
} from '../repositories/feature-views';
export {
  type FoldTable,
  findFoldTable,
  foldPlaceSchema,
  listFoldsOfSplit,
  listFoldTables,
} from '../repositories/fold-tables';
export { addBatch, addBatchOnce, lockDataset, type NewBatch } from '../repositories/land-batches';
export { listNamedBatches, type NamedBatch } from '../repositories/named-batches';
export {
  type ChangingView,
  countOnline,
  deleteOnline,
  findOnline,
  listServedViews,
  putOnline,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
  tryLockOnline,
} from '../repositories/online-features';
export {
  beginPublication,
  clearSpent,
  foldOnline,
  giveUpPublications,
  listSpent,
  listViewsToFold,
  showPublication,
  stageOnline,
} from '../repositories/online-publications';
export {
  addToOutbox,
  deleteFromOutbox,
  isBehindAnother,
  noteTry,
  publishingMs,
  readOutbox,
} from '../repositories/outbox';
export { listRefusals, type Refusals, saveRefusals } from '../repositories/push-refusals';
export { countQuarantined, decideBatch, listQuarantined } from '../repositories/quarantined-batches';
export { listBatchMetas } from '../repositories/readable-batches';
export { getOutcome, latestOutcomes, listOutcomes, recordOutcome } from '../repositories/source-outcomes';
export {
  advanceCursor,
  createSource,
  deleteSource,
  findSource,
  findSourceByName,
  findSourceOfPipeline,
  getSource,
  listActiveSources,
  listSources,
  lockSource,
  type NewSource,
  type SourceChange,
  type SourceKey,
  setSourceProblems,
  updateSource,
} from '../repositories/sources';
export {
  findFoldsOfTable,
  findSplitOfTable,
  findTestSetOfRun,
  findTestSetOfTable,
  getSplit,
  listSplits,
  recordSplit,
} from '../repositories/splits';
export { findTableSketch, findTableSketches, keepTableSketch } from '../repositories/table-sketches';
export { lastLook, listLooks, type NewLook, recordLook } from '../repositories/test-looks';
