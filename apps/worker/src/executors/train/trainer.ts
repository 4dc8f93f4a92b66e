import type { StepContract } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import type { ModelRuntime } from '../../runtimes/model-runtime';
import type { RunExecutor } from '../executor';
import type { SeriesColumns } from './read-series';
import { trainModel } from './train-model';
import type { TaskChoice } from './training-rows';

/** The parameters of a step as its contract reads them. */
export type ParamsOf<C extends StepContract> = z.output<C['params']>;

/** What a step needs to say to train a model: which algorithm, and its settings out of the parameters. */
export type Trainer<Params extends { target: string }, Settings> = {
  runtime: ModelRuntime<Settings>;
  settings(params: Params): Settings;
  task(params: Params): TaskChoice;
  /** The model reads texts as categories. */
  categories: boolean;
  /** The model reads texts word by word, and nothing else: these columns, all when there is none. */
  texts?(params: Params): readonly string[];
  /** The model reads images, and nothing else: these columns, the first vector or all numbers when there is none. */
  pixels?(params: Params): readonly string[];
  /** The model reads the target over a time, and nothing else: these columns, empty where the marked ones are meant. */
  series?(params: Params): SeriesColumns;
  /** Needs rows to stop by: without a validation part a tenth of the train rows is held out. */
  needsValidation: boolean;
  /** Whether with these settings it does; absent: with all. */
  stopsEarly?(params: Params): boolean;
  /** The author's own seed, if the step asks for one. */
  seed?(params: Params): number | null;
};

/**
 * The executor of a trainer. Each step's file calls it with its own trainer, never through the list of all: a change of
 * one then leaves the results of the others (ADR 7).
 */
export function trainExecutor<Params extends { target: string }, Settings>(
  trainer: Trainer<Params, Settings>,
): RunExecutor<Params> {
  return {
    kind: 'run',
    run: (job) =>
      trainModel(job, {
        runtime: trainer.runtime,
        params: trainer.settings(job.params),
        task: trainer.task(job.params),
        categories: trainer.categories,
        ...(trainer.texts === undefined ? {} : { texts: trainer.texts(job.params) }),
        ...(trainer.pixels === undefined ? {} : { pixels: trainer.pixels(job.params) }),
        ...(trainer.series === undefined ? {} : { series: trainer.series(job.params) }),
        needsValidation: trainer.needsValidation && (trainer.stopsEarly?.(job.params) ?? true),
        seed: trainer.seed?.(job.params) ?? job.seed,
      }),
  };
}
