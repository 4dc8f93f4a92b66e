import { PipelineError } from '../errors/pipeline-error';
import { notebook } from './code/notebook';
import { python } from './code/python';
import type { StepContract } from './define-step';
import { compareCandidates } from './evaluate/compare-candidates';
import { evaluate } from './evaluate/evaluate';
import { explain } from './evaluate/explain';
import { binNumbers } from './features/bin-numbers';
import { encodeCategories } from './features/encode-categories';
import { imageTensor } from './features/image-tensor';
import { interactions } from './features/interactions';
import { lookupFeatures } from './features/lookup-features';
import { publishFeatures } from './features/publish-features';
import { reduceDimensions } from './features/reduce-dimensions';
import { scaleNumbers } from './features/scale-numbers';
import { selectFeatures } from './features/select-features';
import { vectoriseText } from './features/vectorise-text';
import { dataset } from './ingest/dataset';
import { landBatch } from './ingest/land-batch';
import { readSource } from './ingest/read-source';
import { sampleData } from './ingest/sample-data';
import { nearestName } from './nearest-name';
import { aggregate } from './prepare/aggregate';
import { castTypes } from './prepare/cast-types';
import { checkQuality } from './prepare/check-quality';
import { cleanText } from './prepare/clean-text';
import { dropDuplicates } from './prepare/drop-duplicates';
import { filterRows } from './prepare/filter-rows';
import { formulaColumn } from './prepare/formula-column';
import { handleOutliers } from './prepare/handle-outliers';
import { imputeMissing } from './prepare/impute-missing';
import { joinTables } from './prepare/join-tables';
import { parseDates } from './prepare/parse-dates';
import { profileTable } from './prepare/profile-table';
import { renameColumns } from './prepare/rename-columns';
import { replaceValues } from './prepare/replace-values';
import { sampleRows } from './prepare/sample-rows';
import { selectColumns } from './prepare/select-columns';
import { sortRows } from './prepare/sort-rows';
import { sql } from './prepare/sql';
import { unionTables } from './prepare/union-tables';
import { window } from './prepare/window';
import { deploy } from './release/deploy';
import { exportOnnx } from './release/export-onnx';
import { registerModel } from './release/register-model';
import { batchScore } from './score/batch-score';
import { gatherScores } from './score/gather-scores';
import { scoreChunk } from './score/score-chunk';
import { crossValidate } from './split/cross-validate';
import { splitRows } from './split/split-rows';
import { arima } from './train/arima';
import { baseline } from './train/baseline';
import { dbscan } from './train/dbscan';
import { decisionTree } from './train/decision-tree';
import { exponentialSmoothing } from './train/exponential-smoothing';
import { gradientBoostedTrees } from './train/gradient-boosted-trees';
import { imageCnn } from './train/image-cnn';
import { importModel } from './train/import-model';
import { isolationForest } from './train/isolation-forest';
import { kMeans } from './train/k-means';
import { kNearestNeighbours } from './train/k-nearest-neighbours';
import { linearRegression } from './train/linear-regression';
import { logisticRegression } from './train/logistic-regression';
import { mlp } from './train/mlp';
import { naiveBayes } from './train/naive-bayes';
import { pythonModel } from './train/python-model';
import { randomForest } from './train/random-forest';
import { recommender } from './train/recommender';
import { search } from './train/search';
import { searchPropose } from './train/search-propose';
import { textClassifier } from './train/text-classifier';
import { trainAll } from './train/train-all';

/** Every step type there is, in the order of the palette. Maps over it elsewhere are total by type. */
export const catalog = {
  dataset: dataset,
  'sample-data': sampleData,
  'read-source': readSource,
  'land-batch': landBatch,
  'select-columns': selectColumns,
  'cast-types': castTypes,
  'filter-rows': filterRows,
  'formula-column': formulaColumn,
  'rename-columns': renameColumns,
  'replace-values': replaceValues,
  'clean-text': cleanText,
  'parse-dates': parseDates,
  'impute-missing': imputeMissing,
  'handle-outliers': handleOutliers,
  'sort-rows': sortRows,
  'drop-duplicates': dropDuplicates,
  'sample-rows': sampleRows,
  'union-tables': unionTables,
  'join-tables': joinTables,
  aggregate: aggregate,
  window: window,
  sql: sql,
  'check-quality': checkQuality,
  'profile-table': profileTable,
  'scale-numbers': scaleNumbers,
  'encode-categories': encodeCategories,
  'bin-numbers': binNumbers,
  interactions: interactions,
  'vectorise-text': vectoriseText,
  'image-tensor': imageTensor,
  'reduce-dimensions': reduceDimensions,
  'select-features': selectFeatures,
  'lookup-features': lookupFeatures,
  'publish-features': publishFeatures,
  'split-rows': splitRows,
  'cross-validate': crossValidate,
  baseline: baseline,
  'linear-regression': linearRegression,
  'logistic-regression': logisticRegression,
  'gradient-boosted-trees': gradientBoostedTrees,
  'random-forest': randomForest,
  'decision-tree': decisionTree,
  mlp: mlp,
  'image-cnn': imageCnn,
  'text-classifier': textClassifier,
  'exponential-smoothing': exponentialSmoothing,
  arima: arima,
  'naive-bayes': naiveBayes,
  'k-nearest-neighbours': kNearestNeighbours,
  'k-means': kMeans,
  dbscan: dbscan,
  'isolation-forest': isolationForest,
  recommender,
  'import-model': importModel,
  'python-model': pythonModel,
  search: search,
  'train-all': trainAll,
  'search-propose': searchPropose,
  evaluate: evaluate,
  'compare-candidates': compareCandidates,
  explain: explain,
  'register-model': registerModel,
  'export-onnx': exportOnnx,
  deploy: deploy,
  python: python,
  notebook: notebook,
  'batch-score': batchScore,
  'score-chunk': scoreChunk,
  'gather-scores': gatherScores,
} as const satisfies { [Type in string]: StepContract<Type> };

export type Catalog = typeof catalog;
export type StepType = keyof Catalog;

const byType: ReadonlyMap<string, StepContract> = new Map(Object.entries(catalog));

/** The contract of a step type, or undefined for a type this version does not have. */
export function findContract(type: string): StepContract | undefined {
  return byType.get(type);
}

/** The contract of a step type; throws a `PipelineError` that names the nearest one when there is none. */
export function getContract(type: string): StepContract {
  const contract = byType.get(type);
  if (contract !== undefined) return contract;
  const nearest = nearestName(type, [...byType.keys()]);
  throw new PipelineError({
    code: 'unknown-step-type',
    family: 'pipeline',
    place: 'Step catalogue',
    seen: `step type \`${type}\``,
    expected: 'a step type of this version',
    next: nearest === null ? 'Remove the step or update Millrace.' : `Did you mean \`${nearest}\`?`,
  });
}

export function listContracts(): readonly StepContract[] {
  return [...byType.values()];
}

/** Those that people draw with: the palette's. */
export function listDrawnContracts(): readonly StepContract[] {
  return listContracts().filter(({ hidden }) => hidden !== true);
}

/** Types of what every model must beat: with one of them alone a search has nothing yet. */
export const baselineTypes: readonly string[] = listContracts()
  .filter(({ trains }) => trains?.isBaseline === true)
  .map(({ type }) => type);

export function isStepType(type: string): type is StepType {
  return byType.has(type);
}
