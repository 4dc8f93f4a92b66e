import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import type {
  FeatureSpec,
  FittedModel,
  ModelRuntime,
  RowScorer,
  StoredModel,
  TargetTask,
  TrainingRows,
} from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { type BinnedTable, binCodes, binnedTable, cellCount, type FeatureBinning, learnBinnings } from './binned-table';
import type { BoostingData } from './boosting';
import { boostWithChosenRounds } from './choose-rounds';
import { decodeForest, encodeForest } from './codec';
import { gainImportance } from './explain';
import type { BoostingResult } from './fit';
import type { LossRows } from './losses';
import { checkMemory } from './memory-plan';
import type { ForestModel } from './model';
import type { ForestParams } from './params';
import { createForestScorer } from './scorer';

/** Gradient boosted trees: missing values and categories native, early stopping on the validation rows. */
export const forestRuntime: ModelRuntime<ForestParams, RowScorer> = {
  format: 'tree-ensemble',

  describe: () => ({
    format: 'tree-ensemble',
    title: 'Gradient-boosted trees',
    tasks: ['binary', 'multiclass', 'regression'],
    reads: { numbers: true, categories: true, missing: true },
    resumable: true,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, validation, context }) {
    const task = taskOfTarget(train.target);
    checkTarget(train);
    const binnings = learnBinnings(train.features, params.maxBins);
    const classes = train.target.kind === 'class' ? train.target.classes.length : 1;
    checkMemory({
      rows: train.rows,
      features: binnings.length,
      histogramCells: binnings.reduce((sum, binning) => sum + cellCount(binning), 0),
      leaves: params.leaves,
      classes: task === 'multiclass' ? classes : 1,
    });
    const table = binnedTable({ features: train.features, binnings, rows: train.rows });
    const data = {
      task,
      classes,
      table,
      train: lossRows(train, rowWeights(train, params.classWeights)),
      features: binnings.length,
    };
    const held =
      validation === null || validation.rows === 0 ? null : heldRows({ validation, binnings, table, params });
    const result = await boostWithChosenRounds({ ...data, validation: held }, params, context);
    return fittedModel({ task, train, binnings, result });
  },

  load: loadForest,
};

/** A scorer of stored trees. */
export function loadForest(model: StoredModel): RowScorer {
  return createForestScorer(decodeForest(model), model.features);
}

/** Validation rows in the columns of the training table. */
function heldRows(options: {
  validation: TrainingRows;
  binnings: readonly FeatureBinning[];
  table: BinnedTable;
  params: ForestParams;
}): NonNullable<BoostingData['validation']> {
  const { validation, binnings, table, params } = options;
  const all = binCodes(validation.features, binnings, validation.rows);
  const codes = new Uint8Array(table.used.length * validation.rows);
  table.used.forEach((feature, column) => {
    codes.set(all.subarray(feature * validation.rows, (feature + 1) * validation.rows), column * validation.rows);
  });
  return { codes, rows: lossRows(validation, rowWeights(validation, params.classWeights)) };
}

function checkTarget(train: TrainingRows): void {
  if (train.rows === 0 || (train.target.kind === 'class' && train.target.classes.length < 2)) {
    throw new PipelineError({
      code: 'nothing-to-learn',
      family: 'pipeline',
      place: 'Gradient boosted trees › target',
      seen: train.rows === 0 ? 'no training rows' : 'one class',
      expected: 'training rows of at least two classes',
      next: 'Choose another target column or check the filters before the split.',
    });
  }
}

function lossRows(rows: TrainingRows, weights: Float64Array | null): LossRows {
  const target = rows.target.kind === 'number' ? rows.target.values : Float64Array.from(rows.target.codes);
  return { target, weights, rows: rows.rows };
}

function fittedModel(options: {
  task: TargetTask;
  train: TrainingRows;
  binnings: readonly FeatureBinning[];
  result: BoostingResult;
}): FittedModel {
  const { task, train, binnings, result } = options;
  const model: ForestModel = {
    task,
    outputs: result.state.loss.outputs,
    initialScores: result.state.initialScores,
    features: binnings,
    ...result.trees,
  };
  const leaves = model.kind.reduce((sum, kind) => sum + (kind === 0 ? 1 : 0), 0);
  return {
    format: 'tree-ensemble',
    task,
    features: binnings.map(specOf),
    ...(train.target.kind === 'class' ? { classes: train.target.classes } : {}),
    importance: gainImportance(
      binnings.map((binning) => binning.name),
      result.gains,
    ),
    curve: result.curve,
    ...encodeForest(model, result.state.loss.name),
    summary: { rounds: result.rounds, trees: model.treeStart.length - 1, leaves },
  };
}

function specOf(binning: FeatureBinning): FeatureSpec {
  return binning.kind === 'number'
    ? { name: binning.name, kind: 'number' }
    : { name: binning.name, kind: 'category', levels: binning.levels };
}
