import type { ForeignFormat } from '@millrace/pipeline-core/release';
import { type BaggingParams, baggingParamsSchema } from './bagging/params';
import { decisionTreeRuntime, randomForestRuntime } from './bagging/runtime';
import { type BaselineParams, baselineParamsSchema } from './baseline/params';
import { baselineRuntime } from './baseline/runtime';
import { type BayesParams, bayesParamsSchema } from './bayes/params';
import { bayesRuntime } from './bayes/runtime';
import { dbscanRuntime } from './clusters/dbscan-runtime';
import { kMeansRuntime } from './clusters/k-means-runtime';
import { type DbscanParams, dbscanParamsSchema, type KMeansParams, kMeansParamsSchema } from './clusters/params';
import { type DenseNetParams, denseNetParamsSchema } from './dense-net/params';
import { denseNetRuntime } from './dense-net/runtime';
import { type ForestParams, forestParamsSchema } from './forest/params';
import { forestRuntime } from './forest/runtime';
import { type ImageNetParams, imageNetParamsSchema } from './image-net/params';
import { imageNetRuntime } from './image-net/runtime';
import { type IsolationParams, isolationParamsSchema } from './isolation/params';
import { isolationRuntime } from './isolation/runtime';
import { linearRuntime } from './linear/linear-runtime';
import { logisticRuntime } from './linear/logistic-runtime';
import { type LinearParams, type LogisticParams, linearParamsSchema, logisticParamsSchema } from './linear/params';
import type { ModelFormat, ModelRuntime } from './model-runtime';
import { type NeighboursParams, neighboursParamsSchema } from './neighbours/params';
import { neighboursRuntime } from './neighbours/runtime';
import { type RecommenderParams, recommenderParamsSchema } from './recommend/params';
import { recommenderRuntime } from './recommend/runtime';
import { arimaRuntime } from './series/arima/arima-runtime';
import { type ArimaParams, arimaParamsSchema, type SmoothingParams, smoothingParamsSchema } from './series/params';
import { smoothingRuntime } from './series/smoothing-runtime';
import { type TextLinearParams, textLinearParamsSchema } from './text/params';
import { textLinearRuntime } from './text/text-runtime';
import { type TextNetParams, textNetParamsSchema } from './text-net/params';
import { textNetRuntime } from './text-net/runtime';

export type {
  BlockScorer,
  Checkpoint,
  Device,
  FeatureColumn,
  FeatureImportance,
  FeatureSpec,
  FitContext,
  FitPoint,
  FitProgress,
  FittedModel,
  ModelFormat,
  ModelRuntime,
  RowScorer,
  RuntimeFacts,
  Scorer,
  StoredModel,
  TargetColumn,
  Task,
  TrainingRows,
  UnlabelledRows,
  UnlabelledRuntime,
} from './model-runtime';
export { plainFitContext } from './plain-fit-context';
export {
  arimaParamsSchema,
  baggingParamsSchema,
  baselineParamsSchema,
  bayesParamsSchema,
  dbscanParamsSchema,
  denseNetParamsSchema,
  forestParamsSchema,
  imageNetParamsSchema,
  isolationParamsSchema,
  kMeansParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  neighboursParamsSchema,
  recommenderParamsSchema,
  smoothingParamsSchema,
  textLinearParamsSchema,
  textNetParamsSchema,
};

/** Settings per model format. */
export type RuntimeParams = {
  baseline: BaselineParams;
  linear: LinearParams;
  logistic: LogisticParams;
  'tree-ensemble': ForestParams;
  'random-forest': BaggingParams;
  'decision-tree': BaggingParams;
  'naive-bayes': BayesParams;
  neighbours: NeighboursParams;
  'k-means': KMeansParams;
  dbscan: DbscanParams;
  'isolation-forest': IsolationParams;
  'text-linear': TextLinearParams;
  'exponential-smoothing': SmoothingParams;
  arima: ArimaParams;
  'dense-net': DenseNetParams;
  recommender: RecommenderParams;
  'image-net': ImageNetParams;
  'text-net': TextNetParams;
};

/** Every model format that is learned here has one runtime; a format without one does not compile. */
export const runtimes = {
  baseline: baselineRuntime,
  linear: linearRuntime,
  logistic: logisticRuntime,
  'tree-ensemble': forestRuntime,
  'random-forest': randomForestRuntime,
  'decision-tree': decisionTreeRuntime,
  'naive-bayes': bayesRuntime,
  neighbours: neighboursRuntime,
  'k-means': kMeansRuntime,
  dbscan: dbscanRuntime,
  'isolation-forest': isolationRuntime,
  'text-linear': textLinearRuntime,
  'exponential-smoothing': smoothingRuntime,
  arima: arimaRuntime,
  'dense-net': denseNetRuntime,
  recommender: recommenderRuntime,
  'image-net': imageNetRuntime,
  'text-net': textNetRuntime,
} satisfies { [F in Exclude<ModelFormat, ForeignFormat>]: ModelRuntime<RuntimeParams[F]> };
