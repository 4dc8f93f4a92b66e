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
  heldOutFactsSchema,
  heldOutRowSchema,
} from './bundle-manifest';
export type { ReplayFacts, SliceFacts, TwinDifference, TwinFacts } from './check-held-out';
export { awaitedByGates, type EvaluatedRelease } from './check-metric';
export type { ModelTestFacts } from './check-model-tests';
export type { OnlineDifference, OnlineFacts } from './check-online';
export {
  checkGates,
  checkRollbackGates,
  type GateFacts,
  goldenTolerance,
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
  type ProcessChoice,
  processChoiceSchema,
} from './endpoint-config';
export { hasAnswered, newestMoveAfter } from './endpoint-history';
export { type FitEnvironment, fitEnvironmentSchema } from './fit-environment';
export {
  decideGates,
  foreseeGates,
  type Gate,
  type GateCheck,
  type GateDecision,
  type GateForecast,
  type GateStatus,
  gateCheckSchema,
  gateSchema,
  gateStatusSchema,
  uncoveredChecks,
  worstStatus,
} from './gate';
export {
  expectedWords,
  type FailedTest,
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
  rowsAsked,
} from './model-test';
export { modelTestIssue, type TestedModel } from './model-test-issue';
export { mostApart, type OnnxParity, onnxParitySchema } from './onnx-parity';
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
export { answersRequests } from './tables-only';
export { isTargetTask, outputWidth, type TargetTask, type TaskFacts, taskFacts } from './task-facts';
export { type TensorType, tensorType } from './tensor-type';
export { isWrittenReason, longestReason, writtenReasonSchema } from './written-reason';
