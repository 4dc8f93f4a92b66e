import { PipelineError } from '@millrace/pipeline-core/errors';
import { place } from './net-rows';
import { type NetState, readState, writeState } from './net-state';
import type { NetEngine, NetTrainer, NetWork } from './net-trainer';

/** Mean losses beyond this, in nats or squared standard deviations, do not come back. */
const lostLoss = 1e4;

export type NetFit = {
  parameters: Float32Array;
  /** Epochs done, and the one whose parameters these are. */
  epochs: number;
  bestEpoch: number;
  train: readonly number[];
  validation: readonly number[];
  /** Why it ended, for people. */
  stopped: string;
};

/**
 * Learns epoch by epoch until the loss of the validation rows no longer falls, and answers with the best epoch; without
 * validation rows with the last. `unit`: what a loss is multiplied by for people. Throws `diverged` when the loss runs away
 * before there is anything worth keeping.
 */
export async function fitNet(engine: NetEngine, work: NetWork, unit: number): Promise<NetFit> {
  const { context, head, params } = work;
  const from = readState(context.checkpoint.last);
  const trainer = engine.trainer(work, from);
  const way = new Way(from);
  const report = (part: 'train' | 'validation', value: number) =>
    context.point({ series: `${part} ${head.lossName}`, step: way.epoch, value: value * unit });
  try {
    let stopped = way.isOver(params);
    while (stopped === null) {
      const loss = await trainer.learn(way.epoch, way.epoch > 0);
      if (loss === null) break;
      const judged = work.validation === null ? null : await trainer.judge();
      if (isLost(loss) || (judged !== null && isLost(judged))) {
        if (work.validation === null || way.bestEpoch === 0) throw diverged(way.epoch + 1, judged ?? loss);
        stopped = `the loss ran away in epoch ${way.epoch + 1}`;
        break;
      }
      if (way.add(loss, judged)) trainer.keepBest();
      report('train', loss);
      if (judged !== null) report('validation', judged);
      const shown = {
        name: head.lossName,
        train: loss * unit,
        ...(judged === null ? {} : { validation: judged * unit }),
      };
      context.progress({ done: way.epoch, total: params.epochs, metric: shown });
      if (context.checkpoint.due()) await context.checkpoint.save(writeState(await stateOf(way, trainer)), way.epoch);
      stopped = context.finish.aborted ? 'asked to finish' : way.isOver(params);
    }
    return { ...way.facts(), parameters: await trainer.best(), stopped: stopped ?? 'asked to finish' };
  } finally {
    trainer.dispose();
  }
}

/** How far a fit has come. */
class Way {
  epoch: number;
  bestEpoch: number;
  #bestLoss: number;
  readonly #train: number[];
  readonly #validation: number[];

  constructor(from: NetState | null) {
    this.epoch = from?.epoch ?? 0;
    this.bestEpoch = from?.bestEpoch ?? 0;
    this.#bestLoss = from?.bestLoss ?? Number.POSITIVE_INFINITY;
    this.#train = [...(from?.train ?? [])];
    this.#validation = [...(from?.validation ?? [])];
  }

  /** One epoch more; true when it is the best so far, as each is where nothing judges. */
  add(loss: number, judged: number | null): boolean {
    this.epoch++;
    this.#train.push(loss);
    if (judged !== null) this.#validation.push(judged);
    if (judged !== null && judged >= this.#bestLoss) return false;
    this.bestEpoch = this.epoch;
    this.#bestLoss = judged ?? loss;
    return true;
  }

  /** Why there is nothing more to do; null while there is. */
  isOver({ epochs, patience }: { epochs: number; patience: number }): string | null {
    if (this.epoch >= epochs) return 'all epochs done';
    const waited = this.epoch - this.bestEpoch;
    return patience > 0 && waited >= patience ? `no better for ${waited} epochs` : null;
  }

  facts() {
    const { epoch, bestEpoch } = this;
    return {
      epoch,
      epochs: epoch,
      bestEpoch,
      bestLoss: this.#bestLoss,
      train: this.#train,
      validation: this.#validation,
    };
  }
}

async function stateOf(way: Way, trainer: NetTrainer): Promise<NetState> {
  return { ...way.facts(), ...(await trainer.read()), best: await trainer.best() };
}

function isLost(loss: number): boolean {
  return !(Math.abs(loss) <= lostLoss);
}

function diverged(epoch: number, loss: number): PipelineError {
  return new PipelineError({
    code: 'diverged',
    family: 'pipeline',
    place: `${place} › epoch ${epoch}`,
    seen: Number.isFinite(loss) ? `a loss of ${loss.toPrecision(3)}` : 'a loss that is no number any more',
    expected: 'a loss that falls',
    next: 'Set a smaller learning rate, or look for extreme values in the target and the features.',
  });
}
