import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog, StepType } from '@millrace/pipeline-core/steps';
import { isStepType } from '@millrace/pipeline-core/steps';
import { notebookExecutor } from './code/notebook';
import { pythonExecutor } from './code/python';
import { compareCandidatesExecutor } from './evaluate/compare-candidates';
import { evaluateExecutor } from './evaluate/evaluate';
import { explainExecutor } from './evaluate/explain';
import type { ExecutorFor, ExecutorJob, ExecutorResult, FitExecutor, PlanExecutor, RunExecutor } from './executor';
import { binNumbersExecutor } from './features/bin-numbers';
import { encodeCategoriesExecutor } from './features/encode-categories';
import { imageTensorExecutor } from './features/image-tensor';
import { lookupFeaturesExecutor } from './features/lookup-features';
import { publishFeaturesExecutor } from './features/publish-features';
import { reduceDimensionsExecutor } from './features/reduce-dimensions';
import { scaleNumbersExecutor } from './features/scale-numbers';
import { selectFeaturesExecutor } from './features/select-features';
import { vectoriseTextExecutor } from './features/vectorise-text';
import { datasetExecutor } from './ingest/dataset';
import { landBatchExecutor } from './ingest/land-batch';
import { readSourceExecutor } from './ingest/read-source';
import { sampleDataExecutor } from './ingest/sample-data';
import { aggregateExecutor } from './prepare/aggregate';
import { checkQualityExecutor } from './prepare/check-quality';
import { dropDuplicatesExecutor } from './prepare/drop-duplicates';
import { handleOutliersExecutor } from './prepare/handle-outliers';
import { imputeMissingExecutor } from './prepare/impute-missing';
import { joinTablesExecutor } from './prepare/join-tables';
import { profileTableExecutor } from './prepare/profile-table';
import { sampleRowsExecutor } from './prepare/sample-rows';
import { sortRowsExecutor } from './prepare/sort-rows';
import { sqlExecutor } from './prepare/sql';
import { unionTablesExecutor } from './prepare/union-tables';
import { windowExecutor } from './prepare/window';
import { deployExecutor } from './release/deploy';
import { exportOnnxExecutor } from './release/export-onnx';
import { registerModelExecutor } from './release/register-model';
import { rowWise } from './row-wise';
import { batchScoreExecutor } from './score/batch-score';
import { gatherScoresExecutor } from './score/gather-scores';
import { scoreChunkExecutor } from './score/score-chunk';
import { crossValidateExecutor } from './split/cross-validate';
import { splitRowsExecutor } from './split/split-rows';
import { arimaExecutor } from './train/arima';
import { baselineExecutor } from './train/baseline';
import { dbscanExecutor } from './train/dbscan';
import { decisionTreeExecutor } from './train/decision-tree';
import { exponentialSmoothingExecutor } from './train/exponential-smoothing';
import { gradientBoostedTreesExecutor } from './train/gradient-boosted-trees';
import { imageCnnExecutor } from './train/image-cnn';
import { importModelExecutor } from './train/import-model';
import { isolationForestExecutor } from './train/isolation-forest';
import { kMeansExecutor } from './train/k-means';
import { kNearestNeighboursExecutor } from './train/k-nearest-neighbours';
import { linearRegressionExecutor } from './train/linear-regression';
import { logisticRegressionExecutor } from './train/logistic-regression';
import { mlpExecutor } from './train/mlp';
import { naiveBayesExecutor } from './train/naive-bayes';
import { pythonModelExecutor } from './train/python-model';
import { randomForestExecutor } from './train/random-forest';
import { recommenderExecutor } from './train/recommender';
import { searchExecutor } from './train/search';
import { searchProposeExecutor } from './train/search-propose';
import { textClassifierExecutor } from './train/text-classifier';
import { trainAllExecutor } from './train/train-all';

/** The executor of every step type: total by type, so a type without one does not compile. */
export const executors = {
  dataset: datasetExecutor,
  'sample-data': sampleDataExecutor,
  'read-source': readSourceExecutor,
  'land-batch': landBatchExecutor,
  'select-columns': rowWise,
  'cast-types': rowWise,
  'filter-rows': rowWise,
  'formula-column': rowWise,
  'rename-columns': rowWise,
  'replace-values': rowWise,
  'clean-text': rowWise,
  'parse-dates': rowWise,
  'impute-missing': imputeMissingExecutor,
  'handle-outliers': handleOutliersExecutor,
  'sort-rows': sortRowsExecutor,
  'drop-duplicates': dropDuplicatesExecutor,
  'sample-rows': sampleRowsExecutor,
  'union-tables': unionTablesExecutor,
  'join-tables': joinTablesExecutor,
  aggregate: aggregateExecutor,
  window: windowExecutor,
  sql: sqlExecutor,
  python: pythonExecutor,
  notebook: notebookExecutor,
  'check-quality': checkQualityExecutor,
  'profile-table': profileTableExecutor,
  'scale-numbers': scaleNumbersExecutor,
  'encode-categories': encodeCategoriesExecutor,
  'bin-numbers': binNumbersExecutor,
  interactions: rowWise,
  'vectorise-text': vectoriseTextExecutor,
  'image-tensor': imageTensorExecutor,
  'reduce-dimensions': reduceDimensionsExecutor,
  'select-features': selectFeaturesExecutor,
  'lookup-features': lookupFeaturesExecutor,
  'publish-features': publishFeaturesExecutor,
  'split-rows': splitRowsExecutor,
  'cross-validate': crossValidateExecutor,
  baseline: baselineExecutor,
  'linear-regression': linearRegressionExecutor,
  'logistic-regression': logisticRegressionExecutor,
  'gradient-boosted-trees': gradientBoostedTreesExecutor,
  'random-forest': randomForestExecutor,
  'decision-tree': decisionTreeExecutor,
  'text-classifier': textClassifierExecutor,
  'exponential-smoothing': exponentialSmoothingExecutor,
  arima: arimaExecutor,
  'naive-bayes': naiveBayesExecutor,
  mlp: mlpExecutor,
  'image-cnn': imageCnnExecutor,
  'k-nearest-neighbours': kNearestNeighboursExecutor,
  'k-means': kMeansExecutor,
  dbscan: dbscanExecutor,
  'isolation-forest': isolationForestExecutor,
  recommender: recommenderExecutor,
  'import-model': importModelExecutor,
  'python-model': pythonModelExecutor,
  search: searchExecutor,
  'train-all': trainAllExecutor,
  'search-propose': searchProposeExecutor,
  evaluate: evaluateExecutor,
  'compare-candidates': compareCandidatesExecutor,
  explain: explainExecutor,
  'register-model': registerModelExecutor,
  'export-onnx': exportOnnxExecutor,
  deploy: deployExecutor,
  'batch-score': batchScoreExecutor,
  'score-chunk': scoreChunkExecutor,
  'gather-scores': gatherScoresExecutor,
} satisfies { [T in StepType]: ExecutorFor<Catalog[T]> };

/** An executor whose parameters the host has parsed by the contract of the same type. */
export type AnyExecutor =
  | { kind: 'run'; oneThread?: boolean; run(job: ExecutorJob): Promise<ExecutorResult> }
  | FitExecutor<ExecutorJob['params']>
  | PlanExecutor;

/** The executor of a type; throws for a type this worker does not have. */
export function executorFor(type: string): AnyExecutor {
  if (isStepType(type)) return erase(executors[type]);
  throw new PipelineError({
    code: 'unknown-step-type',
    family: 'pipeline',
    place: 'Worker',
    seen: `step type \`${type}\``,
    expected: 'a step type of this version',
    next: 'Update the worker, or remove the step.',
  });
}

/** Forgets the parameter type: the map above pairs each executor with its contract, and the host parses by that contract. */
function erase(executor: RunExecutor<never> | FitExecutor<never> | PlanExecutor): AnyExecutor {
  return executor as AnyExecutor;
}
