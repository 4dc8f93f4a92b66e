/** Tracking: experiments, runs, models and their files, as programs log them by hand. */
export {
  type ComparedBatch,
  type ComparedCandidate,
  readComparedBatches,
  readComparedCandidates,
} from '../repositories/compared-candidates';
export {
  countRunList,
  describeRunList,
  type FigureRule,
  findRunKeys,
  type ListedRun,
  type ListQuery,
  type ListSort,
  mostListed,
  orderRunList,
  type RuleOf,
  type RunFigure,
  type RunListColumns,
  readRunList,
} from '../repositories/run-list';
export { readCandidateModels, readSeriesPicture, type SeriesPoint } from '../repositories/run-list-compare';
export { type GroupedOrder, orderRunGroups } from '../repositories/run-list-groups';
export { deleteSavedView, keepSavedView, listSavedViews, type SavedView } from '../repositories/saved-views';
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
} from '../repositories/tracking-experiments';
export {
  deleteTrackFiles,
  type FileOwner,
  findTrackFile,
  listTrackFolder,
  putTrackFile,
  type TrackFile,
} from '../repositories/tracking-files';
export type { Lifecycle } from '../repositories/tracking-filters';
export {
  addTrackPoints,
  readLatestPoints,
  readModelPoints,
  readTrackSeries,
  type TrackPoint,
} from '../repositories/tracking-metrics';
export {
  createLoggedModel,
  deleteLoggedModel,
  findUnknownModels,
  getLoggedModel,
  type LoggedModel,
  type LoggedModelOrder,
  loggedModelStatusSchema,
  noteLoggedModel,
  searchLoggedModels,
  setLoggedModelStatus,
  untagLoggedModel,
} from '../repositories/tracking-models';
export {
  createRegisteredModel,
  deleteRegisteredModel,
  findRegisteredModel,
  noteRegisteredModel,
  type RegisteredModel,
  renameRegisteredModel,
  searchRegisteredModels,
  untagRegisteredModel,
} from '../repositories/tracking-registry';
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
} from '../repositories/tracking-runs';
export { searchTrackRuns, type TrackRunSearch } from '../repositories/tracking-search';
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
} from '../repositories/tracking-versions';
