import { rowWeights } from '../class-weights';
import type { FitContext, FittedModel, TrainingRows } from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { learnBinnings } from './binned-table';
import { checkTarget, fittedModel, lossRows } from './fit-parts';
import { memoryNeed, threadsFor } from './kernel-boosting';
import { planMemory } from './kernel-memory';
import { boostWithFoundRounds } from './kernel-rounds';
import { codedTable, codesLike } from './kernel-table';
import type { ForestParams } from './params';

/**
 * Fits boosted trees in the kernels, on as many threads as the context gives; they never change the model. Throws
 * `nothing-to-learn`, `too-many-rows` before anything large is allocated, and the abort's reason.
 */
export async function fitInKernels(options: {
  params: ForestParams;
  train: TrainingRows;
  validation: TrainingRows | null;
  context: FitContext;
}): Promise<FittedModel> {
  const { params, train, context } = options;
  const validation = options.validation === null || options.validation.rows === 0 ? null : options.validation;
  checkTarget(train);
  const facts = {
    task: taskOfTarget(train.target),
    classes: train.target.kind === 'class' ? train.target.classes.length : 1,
    train: lossRows(train, rowWeights(train, params.classWeights)),
  };
  const held = validation && lossRows(validation, rowWeights(validation, params.classWeights));
  const features = train.features.length;
  const size = { features, leaves: params.leaves, threads: threadsFor(context.threads, train.rows, features) };
  planMemory(memoryNeed({ ...facts, validation: held && { rows: held } }, size), context.memoryMegabytes);
  const binnings = learnBinnings(train.features, params.maxBins);
  const table = codedTable({ features: train.features, binnings, rows: train.rows });
  const codes = validation && codesLike(table, { features: validation.features, binnings, rows: validation.rows });
  const result = await boostWithFoundRounds(
    { ...facts, table, features, validation: held && codes && { codes, rows: held } },
    params,
    context,
  );
  return fittedModel({ task: facts.task, train, binnings, result });
}
