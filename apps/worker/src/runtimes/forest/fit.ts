import type { FitContext, FittedModel } from '../model-runtime';
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
import { packBoosting, readBoosting, restoreScores } from './checkpoint';
import { createEarlyStopping } from './early-stopping';
import { createForestBuilder } from './model';
import type { ForestParams } from './params';

export type BoostingResult = {
  state: Boosting;
  trees: ReturnType<ReturnType<typeof createForestBuilder>['finish']>;
  gains: Float64Array;
  curve: FittedModel['curve'];
  /** Rounds kept. */
  rounds: number;
};

/** Progress of the fit is counted from `from` to `total`, for fits that are the last part of a longer job. */
export type ProgressRange = { from: number; total: number };

/** Below this training loss nothing is left to learn. */
const PERFECT = 1e-12;

/**
 * Boosting rounds: derivatives, one tree per output, scores; after each round the loss on both parts. With validation rows
 * and patience the model is cut at its best round on them; so it is when the fit is asked to finish.
 */
export async function boost(
  data: BoostingData,
  params: ForestParams,
  context: FitContext,
  range: ProgressRange = { from: 0, total: params.rounds },
): Promise<BoostingResult> {
  const state = createBoosting(data, params, context.seed);
  const kept = readBoosting(context.checkpoint.last, data.features);
  const builder = createForestBuilder(kept?.trees);
  const curve: FittedModel['curve'] = kept?.curve ?? [];
  const gains: Float64Array[] = kept?.gains ?? [];
  const verdicts: Held[] = kept?.verdicts ?? [];
  const pause = createPause(context);
  const stopping =
    params.earlyStoppingRounds > 0 && data.validation !== null ? createEarlyStopping(params.earlyStoppingRounds) : null;
  trainLoss(state);
  const start = validationLoss(state);
  if (start !== null) stopping?.see(0, start);
  for (const [at, held] of verdicts.entries()) stopping?.see(at + 1, held);
  if (kept !== null) restoreScores(state, kept);
  for (let round = curve.length + 1; round <= params.rounds; round++) {
    await pause();
    boostRound(state, round, (tree) => builder.add(tree, data.table));
    gains.push(state.gains);
    const train = trainLoss(state);
    const held = validationLoss(state);
    const validation = held === null ? {} : { validation: held.loss };
    curve.push({ step: round, train, ...validation });
    context.progress({
      done: range.from + round,
      total: range.total,
      metric: { name: state.loss.name, train, ...validation },
    });
    context.point({ series: `train ${state.loss.name}`, step: round, value: train });
    if (held !== null) context.point({ series: `validation ${state.loss.name}`, step: round, value: held.loss });
    const stop = held !== null && stopping?.see(round, held) === true;
    if (held !== null) verdicts.push(held);
    if (stop || train < PERFECT || context.finish.aborted) break;
    if (context.checkpoint.due())
      await context.checkpoint.save(packBoosting({ state, builder, curve, gains, verdicts }), range.from + round);
  }
  const rounds = stopping?.best() ?? curve.length;
  return {
    state,
    trees: builder.finish(rounds * state.loss.outputs),
    gains: sumRounds(gains.slice(0, rounds), data.features),
    curve,
    rounds,
  };
}

function sumRounds(rounds: readonly Float64Array[], features: number): Float64Array {
  const sum = new Float64Array(features);
  for (const gains of rounds) for (let feature = 0; feature < features; feature++) sum[feature]! += gains[feature]!;
  return sum;
}
