export { type Agreement, answersAgree, type ComparedAnswer, numbersWithin } from './answers-agree';
export {
  type AnswerComparison,
  type ComparedRate,
  compareAnswers,
  compareReleases,
  levelOfLook,
  type RateComparison,
  type RateVerdict,
  shareOf,
} from './compare-releases';
export { judgeRollout, type RolloutDecision, type RolloutState, requestsToCompare } from './judge-rollout';
export {
  addRoutedRows,
  noRoutedRows,
  type ReleaseFigures,
  type RoutedRows,
  releaseFigures,
  releaseFiguresSchema,
  routedRowsSchema,
} from './release-figures';
export { chainLimit, type KeptConfig, shareTraffic, takeBack } from './rollout-config';
export {
  type AbortRules,
  defaultRolloutSteps,
  defaultShadowStep,
  type Looks,
  looksSchema,
  noLooks,
  type RolloutPlan,
  type RolloutStatus,
  type RolloutStep,
  rolloutMoveKindSchema,
  rolloutPlanSchema,
  rolloutStatusSchema,
  rolloutStepSchema,
} from './rollout-plan';
export { type ReleaseNames, ruleSentences, spanWords, stepName, stepWords } from './rollout-words';
export {
  addShadowRows,
  noShadowRows,
  type RolloutFigures,
  type ShadowFigures,
  type ShadowRows,
  shadowFigures,
  shadowRowsSchema,
} from './shadow-figures';
export { type StepFigures, stepFiguresSchema } from './step-figures';
export {
  type Deploying,
  type InTheWay,
  inTheWayAdvice,
  inTheWayWords,
  type UnderWay,
  underWayAdvice,
  underWayWords,
} from './under-way';
