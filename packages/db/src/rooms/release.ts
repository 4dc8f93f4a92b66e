/** Release: models, what is deployed of them and what they answered. */
export type { Delivery } from '../mappers/clock-row';
export {
  type Deployment,
  type Endpoint,
  type EndpointRevision,
  isOpenDeployment,
  type ServedEndpoint,
} from '../mappers/endpoint-row';
export type {
  Candidate,
  CardTextRow,
  ComparisonRecord,
  EvaluationRow,
  Model,
  ModelTest,
  NamedRelease,
  Release,
} from '../mappers/model-row';
export type { ServingMinute } from '../mappers/prediction-row';
export type { Rollout, RolloutMove } from '../mappers/rollout-row';
export { type AliasKey, getAlias, removeAlias, setAlias } from '../repositories/aliases';
export {
  findCandidateByModel,
  findJudgedBefore,
  findTrialFit,
  getCandidate,
  listCandidates,
  listCandidateTitles,
  listRunsWithCandidates,
  type NewCandidate,
  recordCandidate,
  type TrialFit,
} from '../repositories/candidates';
export { listCardHistory, listCardTexts, readCardTexts, saveCardText } from '../repositories/card-texts';
export { getComparison, recordComparison } from '../repositories/comparisons';
export {
  createDelivery,
  findDelivery,
  getDelivery,
  listUnsentDeliveries,
  markDelivery,
  type NewDelivery,
} from '../repositories/deliveries';
export {
  cancelDeployment,
  createDeployment,
  type DeploymentChange,
  findDeploymentByKeyUnchecked,
  findDeploymentOfStep,
  findLastDestination,
  getDeployment,
  getDeploymentUnchecked,
  holdOpenDeployment,
  listDeployments,
  listUnfinishedDeployments,
  listWaitingDeployments,
  type NewDeployment,
  updateDeployment,
  updateOpenDeployment,
} from '../repositories/deployments';
export { appendRevision, listRevisions, type NewRevision, whoMadeRevision } from '../repositories/endpoint-revisions';
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
  listEndpointsEver,
  listServedEndpoints,
  lockDestination,
  lockEndpoint,
  markEndpointLive,
} from '../repositories/endpoints';
export { ensureEndpoint } from '../repositories/ensure-endpoint';
export { recordEvaluation } from '../repositories/evaluations';
export {
  type ExplainRun,
  explainRunKind,
  findExplainRun,
  findExplanationHash,
  lockExplaining,
} from '../repositories/explanations';
export {
  changeModelTest,
  countModelTests,
  createModelTest,
  deleteModelTest,
  getModelTest,
  listModelTestNames,
  listModelTests,
  listTestsOfReleaseUnchecked,
  type ModelTestPlace,
  type NewModelTest,
} from '../repositories/model-tests';
export { ensureModel, findModelByName, getModel, type ListedModel, listModels } from '../repositories/models';
export { type Move, moveRollout } from '../repositories/move-rollout';
export { findOnnxExport } from '../repositories/onnx-exports';
export { describeOpenRollout, type OpenRollout } from '../repositories/open-rollout';
export { findPackingRun } from '../repositories/packing-runs';
export { listPrecomputedScores, type PrecomputedScores } from '../repositories/precomputed-scores';
export {
  addPredictionDays,
  addStrayPredictionDays,
  deleteStrayPredictions,
  dropPredictionDay,
} from '../repositories/prediction-days';
export {
  findRolloutAt,
  findSplitByProof,
  findTrainingRun,
  getRouteAt,
  type KeptPlan,
  listDeploymentsBehind,
  listPlansOfRun,
  type RolloutAt,
  type RouteAt,
  type TrainingRun,
} from '../repositories/prediction-origins';
export {
  getPrediction,
  insertPredictions,
  insertPredictionText,
  keepPredictions,
  listPredictions,
  refusesRows,
} from '../repositories/predictions';
export { type EvaluationFacts, findEvaluationFacts } from '../repositories/release-evaluation';
export {
  countScores,
  listReleasesOfBatch,
  listScores,
  type ReleaseOfBatch,
  type ScorePlace,
  type Scores,
} from '../repositories/release-scores';
export {
  createRelease,
  findNewestRelease,
  findReleaseByBundle,
  getRelease,
  getReleaseUnchecked,
  listReleases,
  type NewRelease,
} from '../repositories/releases';
export { hasRequestsBefore, listRequests } from '../repositories/requests';
export { readRolloutFigures } from '../repositories/rollout-figures';
export {
  findOpenRollout,
  findRolloutOfDeployment,
  getRollout,
  getRolloutUnchecked,
  listMoves,
  listOpenRollouts,
  listRollouts,
  noteLooks,
} from '../repositories/rollouts';
export {
  changeScoreStream,
  countStreamed,
  createScoreStream,
  deleteScoreStream,
  findScoreStream,
  getScoreStream,
  getScoreStreamUnchecked,
  listScoreStreams,
  listStreamFlows,
  listStreamsAsked,
  listStreamsBehind,
  lockScoreStreams,
  type ScoreStream,
  type StreamBehind,
  type StreamState,
  streamConsumerName,
} from '../repositories/score-streams';
export {
  getScoringBatch,
  getScoringBatchOfRunUnchecked,
  listScoringBatches,
  type ScoringBatch,
} from '../repositories/scoring-batches';
export { listServingMinutes, saveServingMinutes } from '../repositories/serving-minutes';
export { deleteServingMinutes, foldServingMinutes } from '../repositories/serving-retention';
export { endRollout, type RolloutStart, startRollout } from '../repositories/start-rollout';
