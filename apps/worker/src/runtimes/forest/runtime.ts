import { rowWeights } from '../class-weights';
import type { ModelRuntime, RowScorer, StoredModel, TrainingRows } from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { type BinnedTable, binCodes, binnedTable, cellCount, type FeatureBinning, learnBinnings } from './binned-table';
import type { BoostingData } from './boosting';
import { boostWithChosenRounds } from './choose-rounds';
import { decodeForest } from './codec';
import { checkTarget, fittedModel, lossRows } from './fit-parts';
import { checkMemory } from './memory-plan';
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
    const { state, ...result } = await boostWithChosenRounds({ ...data, validation: held }, params, context);
    const { loss, initialScores } = state;
    const boosted = { ...result, lossName: loss.name, outputs: loss.outputs, initialScores };
    return fittedModel({ task, train, binnings, result: boosted });
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
