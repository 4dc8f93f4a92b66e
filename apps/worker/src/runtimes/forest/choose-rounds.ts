import { taskFacts } from '@millrace/pipeline-core/release';
import { hashSeed, hashUniform } from '@millrace/pipeline-core/seeded-random';
import type { FitContext } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import {
  type Boosting,
  type BoostingData,
  boostRound,
  createBoosting,
  type Held,
  trainLoss,
  validationLoss,
} from './boosting';
import { afterFolds, type Chosen, chosenBefore, packFolds, restoreFolds } from './checkpoint';
import { createEarlyStopping } from './early-stopping';
import { type BoostingResult, boost } from './fit';
import { assignFolds, holdOutRows } from './folds';
import type { ForestParams } from './params';

/** Up to here a tenth of the rows is too few to choose rounds by, and fitting several times is quick. */
const SMALL_ROWS = 10_000;
/** Fewer validation rows than this cannot tell one number of rounds from another. */
const FEW_HELD_ROWS = 1000;
const FOLDS = 4;

/**
 * Boosts with the number of rounds chosen by rows the trees have not seen:
 * - by the validation rows, when there are enough of them;
 * - small tables: by cross-validation over the training rows, where every row judges once; then all of them are learned
 *   from. Validation rows that are few only draw their curve;
 * - large tables without validation rows: by a seeded tenth of the training rows.
 */
export async function boostWithChosenRounds(
  data: BoostingData,
  params: ForestParams,
  context: FitContext,
): Promise<BoostingResult> {
  const small = data.table.rows <= SMALL_ROWS;
  const enoughHeld = data.validation !== null && (!small || data.validation.rows.rows >= FEW_HELD_ROWS);
  if (params.earlyStoppingRounds === 0 || enoughHeld) return boost(data, params, context);
  if (!small) {
    const seed = hashSeed(context.seed, 'hold-out');
    return boost(
      holdOutRows(data, (row) => hashUniform(seed, row) < 0.1),
      params,
      context,
    );
  }
  const chosen = chosenBefore(context.checkpoint.last) ?? (await crossValidatedRounds(data, params, context));
  const { rounds, held, tried } = chosen;
  const fixed = { ...params, rounds: Math.max(1, rounds), earlyStoppingRounds: 0 };
  // Asked to finish among the folds, the rounds they found best are still to be learned from all rows.
  const finish = context.finish.aborted ? new AbortController().signal : context.finish;
  const checkpoint = afterFolds(context.checkpoint, chosen);
  const last = await boost(data, fixed, { ...context, finish, checkpoint }, { from: tried, total: tried + rounds });
  return { ...last, curve: last.curve.map((point) => withHeld(point, held[point.step])) };
}

function withHeld(point: BoostingResult['curve'][number], held: Held | undefined): BoostingResult['curve'][number] {
  return held === undefined || point.validation !== undefined ? point : { ...point, validation: held.loss };
}

/** All folds advance together; a round is judged by the rows of all folds at once. `held[r]` is the verdict on r rounds. */
async function crossValidatedRounds(data: BoostingData, params: ForestParams, context: FitContext): Promise<Chosen> {
  const folds = assignFolds({
    train: data.train,
    folds: FOLDS,
    seed: hashSeed(context.seed, 'folds'),
    stratify: taskFacts[data.task].target === 'classes',
  });
  const states = Array.from({ length: FOLDS }, (_, fold) =>
    createBoosting(
      holdOutRows(data, (row) => folds[row] === fold),
      params,
      hashSeed(context.seed, 'fold', fold),
    ),
  ).filter((state) => state.data.table.rows > 0 && state.data.validation?.rows.rows !== 0);
  const stopping = createEarlyStopping(params.earlyStoppingRounds);
  const pause = createPause(context);
  const name = states[0]?.loss.name ?? 'loss';
  for (const state of states) trainLoss(state);
  const held = restoreFolds(context.checkpoint.last, states) ?? [pooled(states)];
  for (const [round, verdict] of held.entries()) stopping.see(round, verdict);
  for (let round = held.length; round <= params.rounds; round++) {
    let train = 0;
    for (const state of states) {
      await pause();
      boostRound(state, round, () => undefined);
      train += trainLoss(state) / states.length;
    }
    const verdict = pooled(states);
    held.push(verdict);
    context.progress({
      done: round,
      total: 2 * params.rounds,
      metric: { name, train, validation: verdict.loss },
    });
    context.point({ series: `validation ${name} of folds`, step: round, value: verdict.loss });
    if (stopping.see(round, verdict) || context.finish.aborted) break;
    if (context.checkpoint.due()) await context.checkpoint.save(packFolds(states, held), round);
  }
  return { rounds: stopping.best(), tried: held.length - 1, held };
}

function pooled(states: readonly Boosting[]): Held {
  const sum: Held = { loss: 0, error: 0, rows: 0 };
  for (const state of states) {
    const held = validationLoss(state);
    if (held === null) continue;
    sum.loss += held.loss * held.rows;
    sum.error += held.error * held.rows;
    sum.rows += held.rows;
  }
  return { loss: sum.loss / sum.rows, error: sum.error / sum.rows, rows: sum.rows };
}
