import type { UnlabelledRuntime } from '../../runtimes/model-runtime';
import type { RunExecutor } from '../executor';
import type { PairColumns } from './read-pairs';
import { trainUnlabelled } from './train-unlabelled';

/** What a step needs to say to train without a target: which algorithm, and its settings out of the parameters. */
export type UnlabelledTrainer<Params extends object, Settings> = {
  runtime: UnlabelledRuntime<Settings>;
  settings(params: Params): Settings;
  /** The model reads texts as categories. */
  categories: boolean;
  /** The model reads who had what, and nothing else. */
  pairs?(params: Params): PairColumns;
  /** The author's own seed, if the step asks for one. */
  seed?(params: Params): number | null;
};

/** The executor of a trainer without a target; each step's file calls it with its own trainer (ADR 7). */
export function unlabelledExecutor<Params extends object, Settings>(
  trainer: UnlabelledTrainer<Params, Settings>,
): RunExecutor<Params> {
  return {
    kind: 'run',
    run: (job) =>
      trainUnlabelled(job, {
        runtime: trainer.runtime,
        params: trainer.settings(job.params),
        categories: trainer.categories,
        ...(trainer.pairs === undefined ? {} : { pairs: trainer.pairs(job.params) }),
        seed: trainer.seed?.(job.params) ?? job.seed,
      }),
  };
}
