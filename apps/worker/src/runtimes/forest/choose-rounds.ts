import { taskFacts } from '@millrace/pipeline-core/release';
import { hashSeed, hashUniform } from '@millrace/pipeline-core/seeded-random';
import type { FitContext } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { type Boosting, type BoostingData, createBoosting, type Verdict } from './boosting';
import { afterFolds, type Chosen, chosenBefore, packFolds, restoreFolds } from './checkpoint';
import { createEarlyStopping, type Held } from './early-stopping';
import { boost } from './fit';
import type { BoostedTrees } from './fit-parts';
import { assignFolds, holdOutRows } from './folds';
import type { ForestParams } from './params';

/** Up to here a tenth of the rows is too few to choose rounds by, and fitting several times is quick. */
const SMALL_ROWS = 10_000;
/** Fewer validation rows than this cannot tell one number of rounds from another. */
const FEW_HELD_ROWS = 1000;
const FOLDS = 4;

type Counts = { rows: number; held: number };

function wayOf({ rows, held }: Counts, { earlyStoppingRounds }: ForestParams): 'as given' | 'hold out' | 'folds' {
  const small = rows <= SMALL_ROWS;
  const enoughHeld = held > 0 && (!small || held >= FEW_HELD_ROWS);
  if (earlyStoppingRounds === 0 || enoughHeld) return 'as given';
  return small ? 'folds' : 'hold out';
}

/** Fits that are alive at the same time: small tables try all folds together. */
export function fitsAtOnce(counts: Counts, params: ForestParams): number {
  return wayOf(counts, params) === 'folds' ? FOLDS : 1;
}

/**
 * Boosts in the kernels with the number of rounds chosen by rows the trees have not seen:
 * - by the validation rows, when there are enough of them;
 * - small tables: by cross-validation over the training rows, where every row judges once; then all of them are learned
 *   from. Validation rows that are few only draw their curve;
 * - large tables without validation rows: by a seeded tenth of the training rows.
 */
export async function boostWithChosenRounds(
  data: BoostingData,
  params: ForestParams,
  context: FitContext,
): Promise<BoostedTrees> {
  const way = wayOf({ rows: data.table.rows, held: data.validation?.rows.rows ?? 0 }, params);
  if (way === 'as given') return boost(data, params, context);
  if (way === 'hold out') {
    const seed = hashSeed(context.seed, 'hold-out');
    return boost(
      holdOutRows(data, (row) => hashUniform(seed, row) < 0.1),
      params,
      context,
    );
  }
  const chosen = chosenBefore(context.checkpoint.last) ?? (await triedOnFolds(data, params, context));
  const { rounds, held, tried } = chosen;
  const fixed = { ...params, rounds: Math.max(1, rounds), earlyStoppingRounds: 0 };
  // Asked to finish among the folds, the rounds they found best are still to be learned from all rows.
  const finish = context.finish.aborted ? new AbortController().signal : context.finish;
  const checkpoint = afterFolds(context.checkpoint, chosen);
  const range = { from: tried, total: tried + rounds };
  const last = await boost(data, fixed, { ...context, finish, checkpoint }, { range });
  return { ...last, curve: last.curve.map((point) => withHeld(point, held[point.step])) };
}

function withHeld(point: BoostedTrees['curve'][number], held: Held | undefined): BoostedTrees['curve'][number] {
  return held === undefined || point.validation !== undefined ? point : { ...point, validation: held.loss };
}

/** Starts a fit per fold and ends them all, whatever happens. */
async function triedOnFolds(data: BoostingData, params: ForestParams, context: FitContext): Promise<Chosen> {
  const fits: Boosting[] = [];
  try {
    for (const [fold, part] of foldsOf(data, context.seed).entries()) {
      if (part.table.rows === 0 || part.validation?.rows.rows === 0) continue;
      const seed = hashSeed(context.seed, 'fold', fold);
      const { signal, threads, memoryMegabytes: megabytes } = context;
      fits.push(createBoosting(part, { params, seed, signal, threads, megabytes }));
    }
    return await advanceTogether(fits, params, context);
  } finally {
    await Promise.all(fits.map((fit) => fit.end()));
  }
}

function foldsOf(data: BoostingData, seed: number): BoostingData[] {
  const folds = assignFolds({
    train: data.train,
    folds: FOLDS,
    seed: hashSeed(seed, 'folds'),
    stratify: taskFacts[data.task].target === 'classes',
  });
  return Array.from({ length: FOLDS }, (_, fold) => holdOutRows(data, (row) => folds[row] === fold));
}

/** All folds advance together; a round is judged by the rows of all folds at once. `held[r]` is the verdict on r rounds. */
async function advanceTogether(fits: readonly Boosting[], params: ForestParams, context: FitContext): Promise<Chosen> {
  const stopping = createEarlyStopping(params.earlyStoppingRounds);
  const pause = createPause(context);
  const name = fits[0]?.lossName ?? 'loss';
  const held = restoreFolds(context.checkpoint.last, fits) ?? [pooled(await inTurn(fits, (fit) => fit.judge()))];
  for (const [round, verdict] of held.entries()) stopping.see(round, verdict);
  for (let round = held.length; round <= params.rounds; round++) {
    const verdicts = await inTurn(fits, async (fit) => {
      await pause();
      return fit.grow(round, () => undefined);
    });
    const train = verdicts.reduce((sum, one) => sum + one.train / fits.length, 0);
    const verdict = pooled(verdicts);
    held.push(verdict);
    const metric = { name, train, validation: verdict.loss };
    context.progress({ done: round, total: 2 * params.rounds, metric });
    context.point({ series: `validation ${name} of folds`, step: round, value: verdict.loss });
    if (stopping.see(round, verdict) || context.finish.aborted) break;
    if (context.checkpoint.due()) await context.checkpoint.save(packFolds(fits, held), round);
  }
  return { rounds: stopping.best(), tried: held.length - 1, held };
}

/** One fit after the other: together they would want more threads than there are. */
async function inTurn(fits: readonly Boosting[], ask: (fit: Boosting) => Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const fit of fits) verdicts.push(await ask(fit));
  return verdicts;
}

function pooled(verdicts: readonly Verdict[]): Held {
  const sum: Held = { loss: 0, error: 0, rows: 0 };
  for (const { held } of verdicts) {
    if (held === null) continue;
    sum.loss += held.loss * held.rows;
    sum.error += held.error * held.rows;
    sum.rows += held.rows;
  }
  return { loss: sum.loss / sum.rows, error: sum.error / sum.rows, rows: sum.rows };
}
