export { type BinaryRows, binaryMetrics } from './binary-metrics';
export {
  bootstrapIntervals,
  defaultResamples,
  type Interval,
  type PairedDifference,
  pairedBootstrap,
} from './bootstrap';
export { type Calibration, type CalibrationBin, calibrationCurve } from './calibration';
export { argmax, type ClassScores, classScores, confusionCounts, predictedClasses } from './confusion-matrix';
export { type CostThreshold, costAt, costThreshold, type ErrorCosts } from './cost-threshold';
export { type PrecisionRecallCurve, precisionRecallCurve, type RocCurve, rocCurve, thinCurve } from './curves';
export { comparePredictions, type EvaluateOptions, evaluatePredictions } from './evaluate-predictions';
export {
  type Evaluation,
  type EvaluationCurves,
  evaluationSchema,
  type FoldScores,
  foldScoresSchema,
  type PartEvaluation,
  partEvaluationSchema,
  rowsInWords,
  type ThresholdCost,
  thresholdCostSchema,
} from './evaluation';
export { type ForecastRows, forecastMetrics, forecastWidth, naiveError } from './forecast-metrics';
export { foundAt, type GainCurve, gainCurve } from './gain';
export { foldInterval, foldScores, gatherFolds } from './gather-folds';
export { type MetricName, metricDirection, metricLabel, metricNames } from './metric-names';
export { type MulticlassRows, multiclassMetrics, oneVsRestAuc } from './multiclass-metrics';
export {
  binaryView,
  type ClassPredictions,
  judgedRows,
  type PredictionSet,
  prepareMetrics,
  rankingRows,
  rowsIn,
  selectRows,
  takeRows,
} from './prediction-set';
export { metricsInOrder, primaryMetric } from './primary-metric';
export { type RankingRows, rankingDepth, rankingMetrics, recallByPlace } from './ranking-metrics';
export { type RegressionRows, regressionMetrics } from './regression-metrics';
export { type ResidualSummary, residualSummary } from './residuals';
export { type ClusterRows, silhouetteSample, silhouetteValues } from './silhouette';
export type { WeightedMetrics } from './weighted-metrics';
