import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FitContext, FittedModel } from '../model-runtime';
import { type NetState, readState, writeState } from './net-state';
import type { NetTrainer } from './net-trainer';

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

export type NetCourse = {
  /** The title of what learns, for errors. */
  place: string;
  lossName: string;
  /** What a loss is multiplied by for people. */
  unit: number;
  epochs: number;
  /** Epochs without a better validation loss before the fit ends; 0: never. */
  patience: number;
  /** There are validation rows. */
  judged: boolean;
  context: FitContext;
};

/**
 * Learns epoch by epoch until the loss of the validation rows no longer falls, and answers with the best epoch; without
 * validation rows with the last. `open` makes the net as it was when the state was kept, or a new one. Throws `diverged`
 * when the loss runs away before there is anything worth keeping.
 */
export async function fitNet(open: (from: NetState | null) => NetTrainer, course: NetCourse): Promise<NetFit> {
  const { context, lossName, unit, epochs, place } = course;
  const from = readState(context.checkpoint.last);
  const trainer = open(from);
  const way = new Way(from);
  const report = (part: 'train' | 'validation', value: number) =>
    context.point({ series: `${part} ${lossName}`, step: way.epoch, value: value * unit });
  try {
    let stopped = way.isOver(course);
    while (stopped === null) {
      const loss = await trainer.learn(way.epoch, way.epoch > 0);
      if (loss === null) break;
      const judged = course.judged ? await trainer.judge() : null;
      if (isLost(loss) || (judged !== null && isLost(judged))) {
        if (judged === null || way.bestEpoch === 0) throw diverged(place, way.epoch + 1, judged ?? loss);
        stopped = `the loss ran away in epoch ${way.epoch + 1}`;
        break;
      }
      if (way.add(loss, judged)) trainer.keepBest();
      report('train', loss);
      if (judged !== null) report('validation', judged);
      const shown = {
        name: lossName,
        train: loss * unit,
        ...(judged === null ? {} : { validation: judged * unit }),
      };
      context.progress({ done: way.epoch, total: epochs, metric: shown });
      if (context.checkpoint.due()) await context.checkpoint.save(writeState(await stateOf(way, trainer)), way.epoch);
      stopped = context.finish.aborted ? 'asked to finish' : way.isOver(course);
    }
    return { ...way.facts(), parameters: await trainer.best(), stopped: stopped ?? 'asked to finish' };
  } finally {
    await trainer.dispose();
  }
}

/** Loss by epoch, as a fitted model keeps it. */
export function curveOf({ train, validation }: NetFit, unit: number): FittedModel['curve'] {
  return train.map((loss, at) => {
    const judged = validation[at];
    return { step: at + 1, train: loss * unit, ...(judged === undefined ? {} : { validation: judged * unit }) };
  });
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

function diverged(place: string, epoch: number, loss: number): PipelineError {
  return new PipelineError({
    code: 'diverged',
    family: 'pipeline',
    place: `${place} › epoch ${epoch}`,
    seen: Number.isFinite(loss) ? `a loss of ${loss.toPrecision(3)}` : 'a loss that is no number any more',
    expected: 'a loss that falls',
    next: 'Set a smaller learning rate, or look for extreme values in the target and the features.',
  });
}
