export {
  type ComparedRate,
  compareReleases,
  levelOfLook,
  type RateComparison,
  type RateVerdict,
  type RolloutFigures,
  shareOf,
} from './compare-releases';
export { judgeRollout, type RolloutDecision, type RolloutState } from './judge-rollout';
export {
  addRoutedRows,
  type ReleaseFigures,
  type RoutedRows,
  releaseFigures,
  routedRowsSchema,
} from './release-figures';
export { chainLimit, type KeptConfig, shareTraffic, takeBack } from './rollout-config';
export {
  type AbortRules,
  defaultRolloutSteps,
  type Looks,
  looksSchema,
  noLooks,
  type RolloutPlan,
  type RolloutStatus,
  rolloutPlanSchema,
  rolloutStatusSchema,
  rolloutStepSchema,
} from './rollout-plan';
export { type ReleaseNames, ruleSentences, spanWords, stepWords } from './rollout-words';
export { type UnderWay, underWayAdvice, underWayWords } from './under-way';
