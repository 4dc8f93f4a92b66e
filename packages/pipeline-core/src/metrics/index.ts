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
} from './evaluation';
export { foldInterval, foldScores, gatherFolds } from './gather-folds';
export { type MetricName, metricDirection, metricLabel, metricNames } from './metric-names';
export { type MulticlassRows, multiclassMetrics, oneVsRestAuc } from './multiclass-metrics';
export { type PredictionSet, prepareMetrics, selectRows } from './prediction-set';
export { primaryMetric } from './primary-metric';
export { type RegressionRows, regressionMetrics } from './regression-metrics';
export { type ResidualSummary, residualSummary } from './residuals';
export type { WeightedMetrics } from './weighted-metrics';
