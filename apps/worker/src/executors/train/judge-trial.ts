import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { type PredictionSet, prepareMetrics, primaryMetric, rowsIn, selectRows } from '@millrace/pipeline-core/metrics';
import type { TrialOutcome, TrialTask } from '@millrace/pipeline-core/search';
import type { FittedModel, ModelRuntime, TrainingRows } from '../../runtimes/model-runtime';
import { holdOut } from './hold-out';
import type { Training } from './training-rows';

/** Below so many rows a tenth says nothing: a third is held out. */
const smallTable = 50;

/**
 * The rows a trial learns from and those it is judged by: the validation part; without one a seeded tenth of the train
 * rows, the same for all trials of a search. Never test rows.
 */
export function trialRows(
  { train, validation }: Pick<Training, 'train' | 'validation'>,
  seed: number,
): { train: TrainingRows; validation: TrainingRows | null } {
  if (validation !== null) return { train, validation };
  return holdOut(train, seed, train.rows < smallTable ? { share: 1 / 3, least: 2 } : {});
}

/** The metric of a fitted model on rows it has not learned from. Null where the rows cannot tell, as with one class. */
export async function judgeTrial<P>(o: {
  runtime: ModelRuntime<P>;
  model: FittedModel;
  training: Training;
  rows: TrainingRows | null;
  metric: TrialTask['metric'];
}): Promise<NonNullable<TrialOutcome['judged']>> {
  const { model, training, rows } = o;
  const name = o.metric === 'auto' ? primaryMetric(training.task) : o.metric;
  if (rows === null) return { name, value: null, rows: 0 };
  const scorer = await o.runtime.load(model);
  const columns = model.features.map(({ name: feature }) => {
    const column = rows.features.find((one) => one.name === feature);
    if (column === undefined) throw new Error(`the model reads ${feature}, which the rows of its trial do not have`);
    return column;
  });
  const predicted = await scorer.scoreBlock(columns, rows.rows);
  const set = selectRows(predictionSet(training, { rows, predicted }), null, 0);
  const judged = rowsIn(set);
  const value = judged === 0 ? null : (prepareMetrics(set).evaluate(null)[name] ?? null);
  return { name, value, rows: judged };
}

function predictionSet(
  { task, classes }: Training,
  { rows, predicted }: { rows: TrainingRows; predicted: Float64Array },
): PredictionSet {
  const { target } = rows;
  switch (target.kind) {
    case 'number':
      return { task: 'regression', actual: target.values, predicted };
    case 'class':
      return {
        task: task === 'binary' ? 'binary' : 'multiclass',
        actual: target.codes,
        predicted,
        classes: classes ?? target.classes,
      };
    default:
      return assertNever(target);
  }
}
