export { createDatabase, type Database, type Db, type TransactionOptions } from './client';
export type { ApiKey } from './mappers/api-key-row';
export type { Artifact, ArtifactRecord } from './mappers/artifact-row';
export type { AuditEntry, Delivery, OutboxEntry, Schedule, TriggerEvent } from './mappers/clock-row';
export type { Batch, BatchSummary, Dataset } from './mappers/dataset-row';
export type { Deployment, Endpoint, EndpointRevision, ServedEndpoint } from './mappers/endpoint-row';
export type { FeatureView, FeatureViewVersion, OnlineRow } from './mappers/feature-view-row';
export type { Candidate, ComparisonRecord, EvaluationRow, Model, NamedRelease, Release } from './mappers/model-row';
export type { Pipeline, PipelineSummary, PipelineVersion, PipelineVersionSummary } from './mappers/pipeline-row';
export type { ServingMinute } from './mappers/prediction-row';
export type { Project, ProjectMember } from './mappers/project-row';
export type { RunDetail, RunEvent, RunHeader, RunSummary, StepLogLine, StepRun } from './mappers/run-row';
export type { Source, SourceOutcome, SourceProblem } from './mappers/source-row';
export { lookKinds, type SplitRecord, type TestLook } from './mappers/split-row';
export type { TopicTrigger } from './mappers/topic-trigger-row';
export { findMadeOutputs, type MadeOutputs } from './planning/find-made-outputs';
export { planPipelineRun } from './planning/plan-pipeline-run';
export { resolveReferences } from './planning/resolve-references';
export { contractOf, mostReplayed, placeOfSource, topicOfSource } from './planning/resolve-source';
export { rightsOfActor } from './planning/rights-of-actor';
export { type PlannedRun, type StartedRun, startPlannedRun } from './planning/start-planned-run';
export { type AliasKey, getAlias, removeAlias, setAlias } from './repositories/aliases';
export {
  createApiKey,
  findApiKeyByHash,
  getApiKey,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
} from './repositories/api-keys';
export {
  findArtifact,
  findArtifacts,
  type PinOwner,
  pinArtifacts,
  projectUsesArtifact,
  recordArtifact,
  recordArtifacts,
  unpinArtifacts,
} from './repositories/artifacts';
export { appendAudit, listAudit, type NewAuditEntry, verifyAudit } from './repositories/audit';
export {
  addBatch,
  changeBatchProfile,
  countQuarantined,
  decideBatch,
  findBatchWithBytes,
  getBatch,
  latestBatch,
  listBatches,
  listBatchTables,
  lockDataset,
  type NewBatch,
} from './repositories/batches';
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
} from './repositories/bus';
export {
  type Consumed,
  type ConsumerKey,
  type ConsumerLag,
  consumerTries,
  consumeTopic,
  HopelessEvent,
  listBehind,
  listConsumers,
  TryLater,
  type WantedTopics,
} from './repositories/bus-consumers';
export {
  copyEventLines,
  countEvents,
  type EventSpan,
  endOfSpan,
  headOfTopic,
  nextRange,
} from './repositories/bus-ranges';
export {
  findCandidateByModel,
  getCandidate,
  listCandidates,
  listRunsWithCandidates,
  type NewCandidate,
  recordCandidate,
} from './repositories/candidates';
export { getComparison, recordComparison } from './repositories/comparisons';
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
} from './repositories/datasets';
export {
  addDeadLetters,
  countDeadLetters,
  type DeadLetter,
  decideDeadLetter,
  deleteSettledLetters,
  hasDeadLetter,
  listDeadLetters,
  retryDeadLetter,
} from './repositories/dead-letters';
export {
  createDelivery,
  getDelivery,
  listUnsentDeliveries,
  markDelivery,
  type NewDelivery,
} from './repositories/deliveries';
export {
  createDeployment,
  type DeploymentChange,
  findDeploymentByKeyUnchecked,
  findDeploymentOfStep,
  findLastDestination,
  getDeployment,
  getDeploymentUnchecked,
  listDeployments,
  listUnfinishedDeployments,
  type NewDeployment,
  updateDeployment,
} from './repositories/deployments';
export { appendRevision, listRevisions, type NewRevision } from './repositories/endpoint-revisions';
export {
  createEndpoint,
  deleteEndpoint,
  type EndpointKey,
  findEndpointByName,
  findEndpointBySlug,
  getEndpoint,
  getEndpointUnchecked,
  getServedEndpoint,
  listEndpoints,
  listServedEndpoints,
  lockEndpoint,
  markEndpointLive,
} from './repositories/endpoints';
export { recordEvaluation } from './repositories/evaluations';
export { type ExecutorCode, listExecutorCode, publishExecutorCode } from './repositories/executor-code';
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
} from './repositories/feature-feeds';
export {
  adoptViewPack,
  findViewPack,
  forgetReplacedPacks,
  listViewsToPack,
  type NewViewPack,
  releasePublished,
} from './repositories/feature-view-packs';
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
} from './repositories/feature-views';
export {
  type FoldTable,
  findFoldTable,
  foldPlaceSchema,
  listFoldsOfSplit,
  listFoldTables,
} from './repositories/fold-tables';
export {
  type FindingKey,
  type IgnoredFinding,
  ignoreFinding,
  listIgnoredFindings,
  mindFindingAgain,
} from './repositories/ignored-findings';
export {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  findInvitation,
  type Invitation,
  listInvitations,
} from './repositories/invitations';
export { addMember, removeMember, setMemberRole } from './repositories/members';
export { ensureModel, findModelByName, getModel, type ListedModel, listModels } from './repositories/models';
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
} from './repositories/online-features';
export {
  beginPublication,
  clearSpent,
  foldOnline,
  giveUpPublications,
  listSpent,
  listViewsToFold,
  showPublication,
  stageOnline,
} from './repositories/online-publications';
export {
  addToOutbox,
  deleteFromOutbox,
  isBehindAnother,
  noteTry,
  publishingMs,
  readOutbox,
} from './repositories/outbox';
export { getVersion, hashDocument, listVersions, renameVersion, saveVersion } from './repositories/pipeline-versions';
export {
  createPipeline,
  deletePipeline,
  getPipeline,
  listPipelines,
  lockPipeline,
  type PipelineKey,
  renamePipeline,
  type SavePipeline,
  type SaveRefusal,
  savePipeline,
} from './repositories/pipelines';
export { countPredictions, getPrediction, insertPredictions, listPredictions } from './repositories/predictions';
export {
  countUsers,
  createProject,
  getMemberRole,
  getProject,
  getProjectBySlug,
  listMembers,
  listProjects,
  listProjectsOfUser,
  renameProject,
} from './repositories/projects';
export { listRefusals, type Refusals, saveRefusals } from './repositories/push-refusals';
export {
  createRelease,
  findReleaseByBundle,
  getRelease,
  getReleaseUnchecked,
  listReleases,
  type NewRelease,
} from './repositories/releases';
export {
  countOpenSteps,
  getRun,
  getRunByNumber,
  getRunHeader,
  listOpenRuns,
  listRunEvents,
  listRuns,
  listRunsOfOutput,
  queueDepths,
  type RunFilter,
} from './repositories/run-queries';
export { answerStep, cancelRun, type NewRun, pauseRun, startRun } from './repositories/runs';
export {
  createSchedule,
  deleteSchedule,
  listSchedules,
  listSchedulesOf,
  type NewSchedule,
  type ScheduleKey,
  updateSchedule,
} from './repositories/schedules';
export {
  deleteSecret,
  listSecrets,
  readSecret,
  type SecretInfo,
  type SecretKey,
  setSecret,
} from './repositories/secrets';
export { listServingMinutes, saveServingMinutes } from './repositories/serving-minutes';
export { deleteServingMinutes, foldServingMinutes } from './repositories/serving-retention';
export { createSetupToken, isSetupTokenOpen, useSetupToken } from './repositories/setup-tokens';
export { getOutcome, latestOutcomes, listOutcomes, recordOutcome } from './repositories/source-outcomes';
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
} from './repositories/sources';
export {
  findFoldsOfTable,
  findSplitOfTable,
  findTestSetOfRun,
  findTestSetOfTable,
  getSplit,
  listSplits,
  recordSplit,
} from './repositories/splits';
export {
  type AskAnswer,
  askStep,
  listTypesOfStep,
  type StepAsk,
  stepAskSchema,
  wasAsked,
} from './repositories/step-asks';
export { type CachedStep, findCachedSteps } from './repositories/step-cache';
export {
  deleteOldStepCheckpoints,
  dropStepCheckpoint,
  findStepCheckpoint,
  keepStepCheckpoint,
  type NewStepCheckpoint,
  type StepCheckpoint,
} from './repositories/step-checkpoints';
export { appendStepLogs, listStepLogs, type NewLogLine } from './repositories/step-logs';
export { keepStepPoints, listStepCurves, type NewStepPoint, type StepCurve } from './repositories/step-points';
export {
  findOutputHash,
  listInputs,
  listOutputs,
  listStepRuns,
  type StepInput,
  type StepOutput,
} from './repositories/step-runs';
export { findTableSketch, findTableSketches, keepTableSketch } from './repositories/table-sketches';
export { lastLook, listLooks, type NewLook, recordLook } from './repositories/test-looks';
export {
  createTopicTrigger,
  deleteTopicTrigger,
  listTopicTriggers,
  listTriggerTopics,
  lockTopicTriggers,
  type NewTopicTrigger,
  noteTriggerSeen,
  setTopicTriggerEnabled,
  triggerConsumerName,
} from './repositories/topic-triggers';
export {
  createExperiment,
  type Experiment,
  findExperimentByName,
  getExperiment,
  renameExperiment,
  searchExperiments,
  setExperimentState,
  tagExperiment,
  untagExperiment,
} from './repositories/tracking-experiments';
export {
  deleteTrackFiles,
  type FileOwner,
  findTrackFile,
  listTrackFolder,
  putTrackFile,
  type TrackFile,
} from './repositories/tracking-files';
export type { Lifecycle } from './repositories/tracking-filters';
export {
  addTrackPoints,
  readLatestPoints,
  readModelPoints,
  readTrackSeries,
  type TrackPoint,
} from './repositories/tracking-metrics';
export {
  createLoggedModel,
  deleteLoggedModel,
  getLoggedModel,
  type LoggedModel,
  type LoggedModelOrder,
  loggedModelStatusSchema,
  noteLoggedModel,
  searchLoggedModels,
  setLoggedModelStatus,
  untagLoggedModel,
} from './repositories/tracking-models';
export {
  createRegisteredModel,
  deleteRegisteredModel,
  findRegisteredModel,
  noteRegisteredModel,
  type RegisteredModel,
  renameRegisteredModel,
  searchRegisteredModels,
  untagRegisteredModel,
} from './repositories/tracking-registry';
export {
  addRunModels,
  addTrackInputs,
  addTrackParams,
  createTrackRun,
  deleteTrackTag,
  getTrackRun,
  type KeyValue,
  lockTrackRun,
  readTrackData,
  setTrackRunState,
  setTrackTags,
  type TrackRun,
  type TrackRunStatus,
  trackRunStatusSchema,
  updateTrackRun,
} from './repositories/tracking-runs';
export { searchTrackRuns, type TrackRunSearch } from './repositories/tracking-search';
export {
  archiveStage,
  createModelVersion,
  deleteModelVersion,
  deleteVersionAlias,
  findModelVersion,
  findVersionByAlias,
  listModelVersions,
  type ModelVersion,
  noteModelVersion,
  searchModelVersions,
  setVersionAlias,
  untagModelVersion,
  type VersionNote,
  type VersionStage,
  versionStageSchema,
  versionStages,
} from './repositories/tracking-versions';
export { listTrials, recordTrials, releaseTrialModels, type TrialRow } from './repositories/trials';
export {
  changeWaitingTrigger,
  findTrigger,
  findTriggerKeys,
  getTrigger,
  listOpenTriggers,
  listTriggers,
  listWaitingTriggers,
  lockTrigger,
  type NewTrigger,
  recordTrigger,
  recordTriggerOnce,
  settleTrigger,
} from './repositories/trigger-events';
export {
  deleteOldStepAsks,
  deleteOldStepLogs,
  deleteOldStepPoints,
  deletePredictions,
  deleteRunEvents,
  findRecordedPlaces,
  listEndpointsWithPredictions,
  listUnusedArtifacts,
} from './repositories/upkeep';
export {
  ensureCommandLineUser,
  hasAccount,
  hasAnyAccount,
  type InstallationUser,
  listUsers,
} from './repositories/users';
export {
  forgetOldWorkers,
  type ListedWorker,
  listWorkers,
  queueSlots,
  removeWorkerInfo,
  saveWorkerInfo,
  type WorkerInfo,
} from './repositories/workers';
