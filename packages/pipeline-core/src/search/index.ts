export { failedTrial, fittedTrial, skippedTrial } from './end-trial';
export { gridPoints, mostGridPoints } from './grid';
export { rungs } from './halving';
export { type Deadline, deadlineSchema, isTimeUp, unaskedTrial } from './idle-slot';
export { settingImportance } from './importance';
export { inSearch, withoutSearch } from './in-search';
export {
  fewestWholeTrials,
  isHeldOutCurve,
  isWhole,
  medianStop,
  type StoppedEarly,
  stoppedEarlySchema,
  stoppedWords,
  type WholeCurve,
} from './median-rule';
export { isGuided, proposeRound, roundSize } from './next-round';
export {
  bestOutcomes,
  goalOf,
  goalOfMetric,
  historyOf,
  type Round,
  roundSchema,
  type SearchMetric,
  searchMetricSchema,
  searchMetrics,
  type TrialOutcome,
  type TrialTask,
  trialOutcomeSchema,
  trialTaskSchema,
} from './outcome';
export { propose } from './propose';
export { type SearchReport, searchReportSchema } from './report';
export { type Dimension, dimensionSchema, type SearchSpace, type SettingValue, searchSpaceSchema } from './space';
export {
  bestFirst,
  type Method,
  methodSchema,
  type Proposal,
  proposalSchema,
  type Question,
  type Settings,
  settingsSchema,
  type Trial,
  trialSchema,
} from './trial';
export { isRunningText, type TextCount, type TriedOn, triedOnSchema } from './tried-on';
