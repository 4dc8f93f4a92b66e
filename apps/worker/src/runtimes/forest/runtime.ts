import { rowWeights } from '../class-weights';
import type { ModelRuntime, RowScorer } from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { learnBinnings } from './binned-table';
import { memoryNeed, threadsFor } from './boosting';
import { boostWithChosenRounds, fitsAtOnce } from './choose-rounds';
import { codedTable, codesLike } from './coded-table';
import { checkSettings, checkTarget, fittedModel, lossRows } from './fit-parts';
import { checkTogether, planMemory } from './kernel-memory';
import { loadForest } from './load';
import type { ForestParams } from './params';

/**
 * Gradient boosted trees in WebAssembly: missing values and categories native, early stopping on the validation rows. They
 * grow on as many threads as the context gives, which never changes the model. What would not fit into memory is refused
 * before anything large is allocated.
 */
export const forestRuntime: ModelRuntime<ForestParams, RowScorer> = {
  format: 'tree-ensemble',

  describe: () => ({
    format: 'tree-ensemble',
    title: 'Gradient-boosted trees',
    tasks: ['binary', 'multiclass', 'regression'],
    reads: { numbers: true, categories: true, missing: true },
    resumable: true,
    threads: 'team',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context, ...parts }) {
    const validation = parts.validation === null || parts.validation.rows === 0 ? null : parts.validation;
    checkTarget(train);
    checkSettings(train, params);
    const facts = {
      task: taskOfTarget(train.target),
      classes: train.target.kind === 'class' ? train.target.classes.length : 1,
      train: lossRows(train, rowWeights(train, params.classWeights)),
    };
    const held = validation && lossRows(validation, rowWeights(validation, params.classWeights));
    const features = train.features.length;
    const binnings = learnBinnings(train.features, params.maxBins);
    const size = { binnings, params, threads: threadsFor(context.threads, train.rows, features) };
    const need = memoryNeed({ ...facts, validation: held && { rows: held } }, size);
    planMemory(need, context.memoryMegabytes);
    const fits = fitsAtOnce({ rows: train.rows, held: held?.rows ?? 0 }, params);
    // The codes of all rows, and of each fold its own copy.
    const besides = (fits + 1) * train.rows * features;
    if (fits > 1) checkTogether(need, { fits, codes: besides, megabytes: context.memoryMegabytes });
    const table = codedTable({ features: train.features, binnings, rows: train.rows });
    const codes = validation && codesLike(table, { features: validation.features, binnings, rows: validation.rows });
    const result = await boostWithChosenRounds(
      { ...facts, table, features, validation: held && codes && { codes, rows: held } },
      params,
      context,
    );
    return fittedModel({ task: facts.task, train, binnings, result });
  },

  load: loadForest,
};
