export { type AnswerRounding, answerGap, goldenTolerance, roundingOf } from './answer-rounding';
export {
  type AnswersAlready,
  answersAlreadyWords,
  deployedAgainWords,
  nothingChangesAdvice,
} from './answers-already';
export {
  type BundleManifest,
  bundleFileSchema,
  bundleManifestSchema,
  type GoldenRow,
  goldenRowSchema,
  type HeldOutFacts,
  type HeldOutRow,
  type HeldOutStored,
  hasRowsInside,
  heldOutFactsSchema,
  heldOutRowSchema,
  rowsInside,
} from './bundle-manifest';
export {
  isLost,
  type LostRows,
  type ReplayFacts,
  type SliceFacts,
  slicesCheckId,
  type TwinDifference,
  type TwinFacts,
} from './check-held-out';
export { type AnswerFacts, unfitLastAnswer } from './check-last-answer';
export { awaitedByGates, type EvaluatedRelease } from './check-metric';
export type { ModelTestFacts } from './check-model-tests';
export type { OnlineDifference, OnlineFacts } from './check-online';
export {
  checkGates,
  checkRollbackGates,
  type GateFacts,
  type ReleaseFacts,
  type SmokeFacts,
} from './check-release';
export {
  type DeploymentKind,
  type DeploymentPlan,
  type DeployStrategy,
  deploymentKindSchema,
  deploymentPlanSchema,
  deployStrategySchema,
  strategyAdvice,
  strategyConflict,
} from './deployment-plan';
export { type DeploymentStage, deploymentStageSchema, type StageName, stageNames } from './deployment-stage';
export {
  defaultBudgetMs,
  type EndpointConfig,
  endpointConfigSchema,
  type LastAnswer,
  lastAnswerSchema,
  type PrecomputedSettings,
  type ProcessChoice,
  precomputedSettingsSchema,
  processChoiceSchema,
  type RememberSettings,
  rememberSettingsSchema,
} from './endpoint-config';
export { hasAnswered, newestMoveAfter } from './endpoint-history';
export { type FitEnvironment, fitEnvironmentSchema } from './fit-environment';
export { type ForeignFormat, foreignFormats, isForeign } from './foreign-formats';
export {
  decideGates,
  foreseeGates,
  type Gate,
  type GateCheck,
  type GateDecision,
  type GateForecast,
  type GateStatus,
  type GateSubject,
  gateCheckSchema,
  gateSchema,
  gateStatusSchema,
  gateSubjectSchema,
  worstStatus,
} from './gate';
export {
  expectedWords,
  type FailedTest,
  failedTest,
  type JudgedAnswer,
  judgeModelTest,
  type TestOutcome,
} from './judge-model-test';
export { type ModelManifest, modelManifestSchema } from './model-manifest';
export {
  type Expectation,
  expectationSchema,
  type ModelTestWish,
  modelTestNameSchema,
  modelTestWishSchema,
  mostModelTests,
  mostTestRowBytes,
  rowsAsked,
} from './model-test';
export { expectableKinds, modelTestIssue, type TestedModel } from './model-test-issue';
export { mostApart, type OnnxParity, onnxParitySchema } from './onnx-parity';
export {
  failureText,
  type OverriddenCheck,
  overriddenCheckSchema,
  overriddenSchema,
  overrideOf,
  uncoveredChecks,
} from './override';
export { type Prediction, predictionSchema } from './prediction';
export { processFor } from './process-for';
export { isReleaseName, releaseNameAdvice, releaseNameSchema, suggestReleaseName } from './release-name';
export { parseReleaseReference, type ReleaseReference, releaseReference } from './release-reference';
export { busiest, forwardTarget, type PastRevision, type RollbackTarget, rollbackTarget } from './rollback-target';
export { routerChain, stickyDraw, trafficShares } from './router-chain';
export {
  type FeatureSpec,
  featureSpecSchema,
  type ModelFormat,
  modelFormatSchema,
  modelFormats,
  type Signature,
  type SignatureInput,
  signatureInputSchema,
  signatureSchema,
  type Task,
  taskSchema,
} from './signature';
export { type SummaryFact, summaryFacts } from './summary-words';
export { isTargetTask, outputWidth, type TargetTask, type TaskFacts, taskFacts } from './task-facts';
export { type TensorType, tensorType } from './tensor-type';
export { createUnseenFinder, type RowWarning } from './unseen-values';
export { createRowValidator, type FieldProblem, type RowValidator } from './validate-row';
export { isWrittenReason, longestReason, shortestReason, writtenReasonSchema } from './written-reason';
