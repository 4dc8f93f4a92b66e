import type { FitContext, FittedModel } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { createEarlyStopping } from './early-stopping';
import { addGains } from './explain';
import type { ProgressRange } from './fit';
import type { BoostedTrees } from './fit-parts';
import { createKernelBoosting, type KernelBoosting, type KernelData, type KernelOptions } from './kernel-boosting';
import { createForestBuilder } from './model';
import type { ForestParams } from './params';

/** Below this training loss nothing is left to learn. */
const PERFECT = 1e-12;

/**
 * Boosting rounds in the kernels: after each round the loss on both parts. With validation rows and patience the model is
 * cut at its best round on them. The threads end with the fit, however it ends. `team` is for tests and never changes the
 * model.
 */
export async function boostInKernels(
  data: KernelData,
  params: ForestParams,
  context: FitContext,
  options: { range?: ProgressRange; team?: KernelOptions['team'] } = {},
): Promise<BoostedTrees> {
  const fit = createKernelBoosting(data, {
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
  fit: KernelBoosting,
  job: { data: KernelData; params: ForestParams; context: FitContext; range: ProgressRange },
): Promise<BoostedTrees> {
  const { data, params, context, range } = job;
  const builder = createForestBuilder();
  const curve: FittedModel['curve'] = [];
  const gains: Float64Array[] = [];
  const pause = createPause(context);
  const stopping =
    params.earlyStoppingRounds > 0 && data.validation !== null ? createEarlyStopping(params.earlyStoppingRounds) : null;
  const start = await fit.judge();
  if (start.held !== null) stopping?.see(0, start.held);
  for (let round = 1; round <= params.rounds; round++) {
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
    if (stop || train < PERFECT || context.finish.aborted) break;
  }
  const rounds = stopping?.best() ?? curve.length;
  const { lossName, outputs, initialScores } = fit;
  const kept = gains.slice(0, rounds);
  const total = Float64Array.from({ length: data.features }, (_, at) => kept.reduce((sum, one) => sum + one[at]!, 0));
  return { trees: builder.finish(rounds * outputs), gains: total, curve, rounds, lossName, outputs, initialScores };
}
