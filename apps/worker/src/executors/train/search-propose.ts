import {
  goalOf,
  historyOf,
  proposeRound,
  type Round,
  roundSchema,
  trialOutcomeSchema,
} from '@millrace/pipeline-core/search';
import type { Catalog } from '@millrace/pipeline-core/steps';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';

/** Chooses the settings of one round from the trials before it, or from what was proposed before where nothing is learned. */
export const searchProposeExecutor: ExecutorFor<Catalog['search-propose']> = {
  kind: 'run',
  async run(job) {
    const { round, first, count, space, base, method, metric } = job.params;
    const outcomes = (job.inputs.trials ?? []).map(({ json }) => trialOutcomeSchema.parse(json));
    const trials = proposeRound({
      space,
      base,
      method,
      first,
      count,
      seed: job.seed,
      goal: goalOf(outcomes),
      history: [...historyOf(outcomes), ...proposedBefore(job)],
    });
    const proposal: Round = { v: 1, round, metric, trials };
    job.log('info', logText(trials.length, count));
    return { outputs: [{ port: 'proposal', kind: 'json', inline: toPlainJson(proposal) }] };
  },
};

/** What earlier rounds asked for, whatever came of it: it is not proposed again. */
function proposedBefore({ inputs }: Pick<ExecutorJob<unknown>, 'inputs'>) {
  return (inputs.proposals ?? [])
    .flatMap(({ json }) => roundSchema.parse(json).trials)
    .map((proposal) => ({ ...proposal, metric: null }));
}

function logText(proposed: number, asked: number): string {
  if (proposed === asked) return `${proposed} trials.`;
  return `${proposed} of ${asked} trials: nothing else is left to try.`;
}
