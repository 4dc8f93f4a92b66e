import { metricLabel } from '@millrace/pipeline-core/metrics';
import {
  bestOutcomes,
  goalOf,
  historyOf,
  isWhole,
  type SearchReport,
  settingImportance,
  type TrialOutcome,
} from '@millrace/pipeline-core/search';
import { type Catalog, getContract } from '@millrace/pipeline-core/steps';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import {
  isFinal,
  modelOf,
  noneLeft,
  readOutcomes,
  searchReport,
  tellStopped,
  trainedEvent,
  warnOfFailed,
} from './decide-search';

type Job = Parameters<Extract<ExecutorFor<Catalog['search']>, { kind: 'run' }>['run']>[0];

/** Decides a search: the model of the best trial goes on, with the table of all trials. */
export const searchExecutor: ExecutorFor<Catalog['search']> = {
  kind: 'run',
  async run(job) {
    const outcomes = readOutcomes(job);
    const [best] = bestOutcomes(outcomes);
    if (best === undefined) throw noneLeft(job, outcomes);
    const model = modelOf(job, best);
    const report = searchReport(outcomes, { best, importance: importanceOf(job, outcomes) });
    logBest(job, { outcomes, best });
    warnOfFailed(job, outcomes);
    tellStopped(job, outcomes);
    return {
      outputs: [
        { port: 'model', kind: 'model', path: model.path },
        { port: 'trials', kind: 'metrics', inline: toPlainJson(report) },
      ],
      events: [await trainedEvent(model, job.title), { topic: 'search-decided', payload: { trials: outcomes.length } }],
      repeats: isFinal(outcomes),
    };
  },
};

/** What mattered among the settings that were searched. */
function importanceOf(job: Job, outcomes: readonly TrialOutcome[]): SearchReport['importance'] {
  const space = getContract('search').searches?.(job.params).families[0]?.space ?? {};
  return settingImportance({
    space,
    history: historyOf(outcomes.filter(isWhole)),
    goal: goalOf(outcomes),
    seed: job.seed,
  });
}

function logBest(job: Job, { outcomes, best }: { outcomes: readonly TrialOutcome[]; best: TrialOutcome }): void {
  const done = outcomes.filter(({ state }) => state === 'done').length;
  const settings = Object.entries(best.params).map(([name, value]) => `${name} ${value}`);
  const judged = `${metricLabel(best.judged?.name ?? '')} ${best.judged?.value?.toPrecision(4) ?? ''}`;
  job.log('info', `Best of ${done} trials: number ${best.number + 1}, ${judged}, with ${settings.join(', ')}.`);
}
