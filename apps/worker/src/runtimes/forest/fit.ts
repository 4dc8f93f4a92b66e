import type { FitContext, FittedModel } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { type Boosting, type BoostingData, type BoostingOptions, createBoosting } from './boosting';
import { packBoosting, readBoosting } from './checkpoint';
import { createEarlyStopping, type Held } from './early-stopping';
import { addGains } from './explain';
import type { BoostedTrees } from './fit-parts';
import { createForestBuilder } from './model';
import type { ForestParams } from './params';

/** Progress of the fit is counted from `from` to `total`, for fits that are the last part of a longer job. */
export type ProgressRange = { from: number; total: number };

/** Below this training loss nothing is left to learn. */
const PERFECT = 1e-12;

/**
 * Boosting rounds in the kernels: after each round the loss on both parts. With validation rows and patience the model is
 * cut at its best round on them; so it is when the fit is asked to finish. The threads end with the fit, however it ends. `team` is for tests and never changes the
 * model.
 */
export async function boost(
  data: BoostingData,
  params: ForestParams,
  context: FitContext,
  options: { range?: ProgressRange; team?: BoostingOptions['team'] } = {},
): Promise<BoostedTrees> {
  const fit = createBoosting(data, {
    params,
    seed: context.seed,
    signal: context.signal,
    threads: context.threads,
    megabytes: context.memoryMegabytes,
    ...(options.team === undefined ? {} : { team: options.team }),
  });
  try {
    return await boostRounds(fit, { data, params, context, range: options.range ?? { from: 0, total: params.rounds } });
  } finally {
    await fit.end();
  }
}

async function boostRounds(
  fit: Boosting,
  job: { data: BoostingData; params: ForestParams; context: FitContext; range: ProgressRange },
): Promise<BoostedTrees> {
  const { data, params, context, range } = job;
  const kept = readBoosting(context.checkpoint.last, data.features);
  const builder = createForestBuilder(kept?.trees);
  const curve: FittedModel['curve'] = kept?.curve ?? [];
  const gains: Float64Array[] = kept?.gains ?? [];
  const verdicts: Held[] = kept?.verdicts ?? [];
  const pause = createPause(context);
  const stopping =
    params.earlyStoppingRounds > 0 && data.validation !== null ? createEarlyStopping(params.earlyStoppingRounds) : null;
  const start = await fit.judge();
  if (start.held !== null) stopping?.see(0, start.held);
  for (const [at, held] of verdicts.entries()) stopping?.see(at + 1, held);
  if (kept !== null) fit.restore(kept);
  for (let round = curve.length + 1; round <= params.rounds; round++) {
    await pause();
    const roundGains = new Float64Array(data.features);
    const { train, held } = await fit.grow(round, (tree, unit) => {
      builder.add(tree, data.table);
      addGains(roundGains, tree, data.table, unit);
    });
    gains.push(roundGains);
    const validation = held === null ? {} : { validation: held.loss };
    curve.push({ step: round, train, ...validation });
    const metric = { name: fit.lossName, train, ...validation };
    context.progress({ done: range.from + round, total: range.total, metric });
    context.point({ series: `train ${fit.lossName}`, step: round, value: train });
    if (held !== null) context.point({ series: `validation ${fit.lossName}`, step: round, value: held.loss });
    const stop = held !== null && stopping?.see(round, held) === true;
    if (held !== null) verdicts.push(held);
    if (stop || train < PERFECT || context.finish.aborted) break;
    if (context.checkpoint.due())
      await context.checkpoint.save(packBoosting({ fit, builder, curve, gains, verdicts }), range.from + round);
  }
  const rounds = stopping?.best() ?? curve.length;
  const { lossName, outputs, initialScores } = fit;
  const total = sumRounds(gains.slice(0, rounds), data.features);
  return { trees: builder.finish(rounds * outputs), gains: total, curve, rounds, lossName, outputs, initialScores };
}

function sumRounds(rounds: readonly Float64Array[], features: number): Float64Array {
  const sum = new Float64Array(features);
  for (const gains of rounds) for (let feature = 0; feature < features; feature++) sum[feature]! += gains[feature]!;
  return sum;
}
