/** Runs: pipelines, what starts them, their steps and who executes them. */
export type { Schedule, TriggerEvent } from '../mappers/clock-row';
export type { Pipeline, PipelineSummary, PipelineVersion, PipelineVersionSummary } from '../mappers/pipeline-row';
export type { RunDetail, RunEvent, RunHeader, RunSummary, StepLogLine, StepRun } from '../mappers/run-row';
export type { TopicTrigger } from '../mappers/topic-trigger-row';
export { findMadeOutputs, type MadeOutputs } from '../planning/find-made-outputs';
export { planPipelineRun } from '../planning/plan-pipeline-run';
export { type BisectWish, prepareBisect } from '../planning/prepare-bisect';
export { type ReadBisectRun, readBisectRun } from '../planning/read-bisect-run';
export { resolveReferences } from '../planning/resolve-references';
export { type PlannedRun, type StartedRun, startPlannedRun } from '../planning/start-planned-run';
export {
  type Bisect,
  cancelBisect,
  createBisect,
  findBisectOfHybrid,
  getBisect,
  getBisectUnchecked,
  listBisectsOf,
  listOpenBisects,
  type NewBisect,
  noteBisect,
} from '../repositories/bisects';
export { type ExecutorCode, listExecutorCode, publishExecutorCode } from '../repositories/executor-code';
export {
  type FindingKey,
  type IgnoredFinding,
  ignoreFinding,
  listIgnoredFindings,
  mindFindingAgain,
} from '../repositories/ignored-findings';
export { type JudgedStep, listJudgedBefore, listJudgedSteps } from '../repositories/judged-steps';
export { getVersion, hashDocument, listVersions, renameVersion, saveVersion } from '../repositories/pipeline-versions';
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
} from '../repositories/pipelines';
export { releaseTrialModels } from '../repositories/release-trial-models';
export {
  countOpenSteps,
  getRun,
  getRunByNumber,
  getRunHeader,
  getRunSummary,
  type LastRun,
  listLastRuns,
  listOpenRuns,
  listRunEvents,
  listRuns,
  listRunsOfOutput,
  queueDepths,
  type RunFilter,
} from '../repositories/run-queries';
export { listRunsAhead, type RunAhead } from '../repositories/run-queue';
export { answerStep, cancelRun, type NewRun, pauseRun, startRun } from '../repositories/runs';
export {
  createSchedule,
  deleteSchedule,
  listSchedules,
  listSchedulesOf,
  lockSchedule,
  type NewSchedule,
  type ScheduleKey,
  updateSchedule,
} from '../repositories/schedules';
export { listSearchFigures, type SearchFigure } from '../repositories/search-figures';
export {
  type AskAnswer,
  askStep,
  listAskedSteps,
  listTypesOfStep,
  type StepAsk,
  stepAskSchema,
  wasAsked,
} from '../repositories/step-asks';
export { type CachedStep, findCachedSteps } from '../repositories/step-cache';
export {
  deleteOldStepCheckpoints,
  dropStepCheckpoint,
  findStepCheckpoint,
  keepStepCheckpoint,
  type NewStepCheckpoint,
  type StepCheckpoint,
} from '../repositories/step-checkpoints';
export { type GivenInput, listGivenInputs, listStepEnvironments } from '../repositories/step-executions';
export { appendStepLogs, listStepLogs, type NewLogLine } from '../repositories/step-logs';
export { findLastWorked, readStepPast, type WorkedRun } from '../repositories/step-pasts';
export { keepStepPoints, listStepCurves, type NewStepPoint, type StepCurve } from '../repositories/step-points';
export {
  findOutputHash,
  listInputs,
  listOutputs,
  listStepRuns,
  type StepInput,
  type StepOutput,
} from '../repositories/step-runs';
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
} from '../repositories/topic-triggers';
export { readTrialCurves, type TrialCurves } from '../repositories/trial-curves';
export { hasFittedTrial, listTrials, listTrialsOf, recordTrials, type TrialRow } from '../repositories/trials';
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
} from '../repositories/trigger-events';
export {
  deleteOldStepAsks,
  deleteOldStepLogs,
  deleteOldStepPoints,
  deleteRunEvents,
  findRecordedPlaces,
  listUnusedArtifacts,
} from '../repositories/upkeep';
export {
  forgetOldWorkers,
  type ListedWorker,
  listWorkerSlots,
  listWorkers,
  queueSlots,
  removeWorkerInfo,
  saveWorkerInfo,
  type WorkerInfo,
} from '../repositories/workers';
