import { stat } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { CandidateTrained } from '@millrace/pipeline-core/events';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import {
  bestFirst,
  goalOf,
  historyOf,
  type SearchReport,
  settingImportance,
  type TrialOutcome,
  trialOutcomeSchema,
} from '@millrace/pipeline-core/search';
import { type Catalog, getContract } from '@millrace/pipeline-core/steps';
import { readManifest } from '../../data/read-manifest';
import type { ExecutorFor, ExecutorJob, JobInput } from '../executor';
import { toPlainJson } from '../plain-json';

type Job = ExecutorJob<Parameters<Extract<ExecutorFor<Catalog['search']>, { kind: 'run' }>['run']>[0]['params']>;

/** Decides a search: the model of the best trial goes on, with the table of all trials. */
export const searchExecutor: ExecutorFor<Catalog['search']> = {
  kind: 'run',
  async run(job) {
    const outcomes = (job.inputs.trials ?? [])
      .map(({ json }) => trialOutcomeSchema.parse(json))
      .sort((a, b) => a.number - b.number);
    const best = bestOf(outcomes);
    if (best === null) throw noneLeft(job, outcomes);
    const model = modelOf(job, best);
    const report = reportOf(job, { outcomes, best });
    logBest(job, { outcomes, best });
    const { plan: _, ...manifest } = await readManifest(model.path, job.title);
    const trained: CandidateTrained = { model: model.artifact.hash, manifest, bytes: (await stat(model.path)).size };
    return {
      outputs: [
        { port: 'model', kind: 'model', path: model.path },
        { port: 'trials', kind: 'metrics', inline: toPlainJson(report) },
      ],
      events: [
        { topic: 'candidate-trained', payload: toPlainJson(trained) },
        { topic: 'search-decided', payload: { trials: outcomes.length } },
      ],
    };
  },
};

function bestOf(outcomes: readonly TrialOutcome[]): TrialOutcome | null {
  const done = outcomes.filter(({ state }) => state === 'done');
  const [first] = bestFirst(historyOf(done), goalOf(done));
  return done.find(({ number }) => number === first?.number) ?? null;
}

/** The model among those that arrived; ones that failed have none, so it is found by its content. */
function modelOf(job: Job, { model, number }: TrialOutcome): JobInput & { path: string } {
  const found = (job.inputs.models ?? []).find(({ artifact }) => artifact.hash === model);
  if (found?.path === undefined) throw new Error(`the model of trial ${number} did not arrive`);
  return { ...found, path: found.path };
}

function reportOf(job: Job, o: { outcomes: readonly TrialOutcome[]; best: TrialOutcome }): SearchReport {
  const { outcomes, best } = o;
  const plan = getContract('search').searches?.(job.params);
  const history = historyOf(outcomes);
  const importance = settingImportance({ space: plan?.space ?? {}, history, goal: goalOf(outcomes), seed: job.seed });
  return {
    v: 1,
    kind: 'search',
    trainer: best.trainer,
    metric: best.judged?.name ?? '',
    rows: best.judged?.rows ?? 0,
    best: best.number,
    trials: outcomes.map(({ number, round, state, params, judged, error }) => ({
      number,
      round,
      state,
      params,
      metric: judged?.value ?? null,
      ...(error === undefined ? {} : { error: error.message }),
    })),
    importance,
  };
}

function logBest(job: Job, { outcomes, best }: { outcomes: readonly TrialOutcome[]; best: TrialOutcome }): void {
  const count = (state: TrialOutcome['state']) => outcomes.filter((one) => one.state === state).length;
  const failed = count('failed');
  const settings = Object.entries(best.params).map(([name, value]) => `${name} ${value}`);
  const judged = `${metricLabel(best.judged?.name ?? '')} ${best.judged?.value?.toPrecision(4) ?? ''}`;
  job.log('info', `Best of ${count('done')} trials: number ${best.number + 1}, ${judged}, with ${settings.join(', ')}.`);
  if (failed > 0) {
    const [first] = outcomes.filter(({ state }) => state === 'failed');
    job.log('warning', `${failed} trials failed, the first with: ${first?.error?.message ?? ''}`);
  }
}

function noneLeft(job: Job, outcomes: readonly TrialOutcome[]): PipelineError {
  const [failed] = outcomes.filter(({ state }) => state === 'failed');
  return new PipelineError({
    code: 'no-trial',
    family: 'pipeline',
    place: job.title,
    seen:
      failed === undefined
        ? 'no trial'
        : `${outcomes.length} trials without a model; the first: ${failed.error?.message ?? ''}`,
    expected: 'at least one trial that could be fitted and judged',
    next: 'Mend what the trials say, or choose another model.',
  });
}
