import type { Comparison } from '@millrace/pipeline-core/events';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { bestOutcomes, type SearchMetric, type TrialOutcome } from '@millrace/pipeline-core/search';
import { type Catalog, getContract } from '@millrace/pipeline-core/steps';
import { compareModels } from '../evaluate/compare-candidates';
import type { ExecutorFor, ExecutorResult, JobInput } from '../executor';
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
import { leftOutKinds } from './left-out-kinds';

type Job = Parameters<Extract<ExecutorFor<Catalog['train-all']>, { kind: 'run' }>['run']>[0];
type Model = JobInput & { path: string };

/** Decides between the kinds of models: the best of each are candidates, compared on the same rows. */
export const trainAllExecutor: ExecutorFor<Catalog['train-all']> = {
  kind: 'run',
  async run(job) {
    const outcomes = readOutcomes(job);
    const kinds = bestOfEach(outcomes);
    const [first] = kinds;
    if (first === undefined) throw noneLeft(job, outcomes);
    warnOfFailed(job, outcomes);
    tellStopped(job, outcomes);
    for (const line of leftOutKinds(job.params, outcomes)) job.log('info', line);
    const models = kinds.map((outcome) => modelOf(job, outcome));
    // Without a validation part each trial held the same rows out: what they were judged by decides.
    const compared =
      (job.validation?.rows ?? 0) > 0 ? await compareBest(job, models) : compareHeldOut(job, { kinds, models });
    const trained = await Promise.all(models.map((model) => trainedEvent(model, job.title)));
    const report = searchReport(outcomes, { best: first, importance: [] });
    return {
      outputs: [...compared.outputs, { port: 'trials', kind: 'metrics', inline: toPlainJson(report) }],
      events: [
        ...trained,
        ...(compared.events ?? []),
        { topic: 'search-decided', payload: { trials: outcomes.length } },
      ],
      repeats: isFinal(outcomes),
    };
  },
};

/** The best trial of each kind, the best kind first. */
function bestOfEach(outcomes: readonly TrialOutcome[]): TrialOutcome[] {
  const seen = new Set<string>();
  return bestOutcomes(outcomes).filter(({ trainer }) => {
    if (seen.has(trainer)) return false;
    seen.add(trainer);
    return true;
  });
}

const comparedBy = {
  auto: 'auto',
  auc: 'roc-auc',
  accuracy: 'accuracy',
  f1: 'f1',
  f1Macro: 'f1-macro',
  logLoss: 'log-loss',
  r2: 'r2',
  rmse: 'rmse',
  mae: 'mae',
} as const satisfies Record<SearchMetric, string>;

/** As Compare candidates does it, with intervals and ties. Test rows stay out of it. */
async function compareBest(job: Job, models: Model[]): Promise<ExecutorResult> {
  const { metric, bootstrap } = job.params;
  const { outputs, ...rest } = await compareModels({
    ...job,
    params: { metric: comparedBy[metric], part: 'validation', bootstrap },
    inputs: { rows: job.inputs.rows ?? [], models },
  });
  const named = outputs.map((output) => (output.port === 'best' ? { ...output, port: 'model' } : output));
  return { ...rest, outputs: named };
}

/** By what the trials were judged by, on the rows that all of them held out. */
function compareHeldOut(job: Job, { kinds, models }: { kinds: TrialOutcome[]; models: Model[] }): ExecutorResult {
  const [first] = kinds;
  const metric = first?.judged?.name ?? '';
  const rows = first?.judged?.rows ?? 0;
  const comparison: Comparison = {
    v: 1,
    metric,
    part: 'validation',
    rows,
    ranking: kinds.map(({ trainer, judged }, at) => ({
      model: models[at]!.artifact.hash,
      title: getContract(trainer).title,
      metric: judged?.value ?? null,
      interval: null,
      behind: null,
      tied: false,
      best: at === 0,
      input: at,
    })),
  };
  const best = getContract(first?.trainer ?? '').title;
  const where = `${rows} held-out train rows`;
  job.log('info', `Best by ${metricLabel(metric)} on ${where}: ${best}. There is no validation part.`);
  return {
    outputs: [
      { port: 'model', kind: 'model', path: models[0]!.path },
      { port: 'comparison', kind: 'metrics', inline: toPlainJson(comparison) },
    ],
    events: [{ topic: 'candidates-compared', payload: toPlainJson({ comparison }) }],
  };
}
