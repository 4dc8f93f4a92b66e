import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Comparison } from '@millrace/pipeline-core/events';
import {
  bootstrapIntervals,
  comparePredictions,
  metricDirection,
  metricLabel,
  type PredictionSet,
  prepareMetrics,
  primaryMetric,
  rowsIn,
  rowsInWords,
  selectRows,
} from '@millrace/pipeline-core/metrics';
import type { Part } from '@millrace/pipeline-core/schema';
import { hashSeed } from '@millrace/pipeline-core/seeded-random';
import { partCodes } from '@millrace/pipeline-core/split';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { type OpenModel, openModel } from '../../data/model-file';
import type { ExecutorFor, ExecutorJob, ExecutorResult, TableView } from '../executor';
import { modelDoors } from '../model-doors';
import { toPlainJson } from '../plain-json';
import { requireTable } from '../require-table';
import { compareFolds, type OpenInput } from './compare-folds';
import { labelledScores } from './labelled-scores';

const metricOf = { 'roc-auc': 'auc', 'f1-macro': 'f1Macro', 'log-loss': 'logLoss' } as const;

type Params = Parameters<Extract<ExecutorFor<Catalog['compare-candidates']>, { kind: 'run' }>['run']>[0]['params'];
type Contestant = OpenInput & { at: number; set: PredictionSet; metric: number | null };

/** Ranks models on the same rows and hands the best one on; what the rows cannot tell apart is a tie. */
export async function compareModels(job: ExecutorJob<Params>): Promise<ExecutorResult> {
  const table = requireTable(job, 'rows');
  const models = await openAll(job);
  const metric = chooseMetric(job.params, models[0]!.model);
  const byFolds = compareFolds(job, { metric, models });
  if (byFolds !== null) return hand(job, { models, comparison: byFolds });
  const judged = await judge(job, { models, table, metric });
  const ranked = rank(judged.contestants, metric);
  const comparison = compare(job, { ranked, metric, ...judged });
  return hand(job, { models, comparison, testSet: table.meta.split?.receipt.proof?.testSet });
}

export const compareCandidatesExecutor: ExecutorFor<Catalog['compare-candidates']> = {
  kind: 'run',
  run: compareModels,
};

/** Hands on the best model as it came, with the comparison that says why. */
function hand(
  job: ExecutorJob<Params>,
  o: { models: readonly OpenInput[]; comparison: Comparison; testSet?: string | undefined },
): ExecutorResult {
  const { models, comparison, testSet } = o;
  const { metric, part, rows, unsplit, ranking } = comparison;
  const [first] = ranking;
  const best = models[first?.input ?? 0]!;
  const where =
    part === 'folds' ? `the mean over the folds of ${rows} rows` : `${rows} ${rowsInWords({ part, unsplit })}`;
  job.log(
    'info',
    `Best by ${metricLabel(metric)} on ${where}: ${best.model.manifest.trainer.title} (${first?.metric?.toPrecision(4) ?? 'undefined'}).`,
  );
  return {
    outputs: [
      { port: 'best', kind: 'model', path: best.input.path },
      { port: 'comparison', kind: 'metrics', inline: toPlainJson(comparison) },
    ],
    events: [{ topic: 'candidates-compared', payload: toPlainJson({ comparison, testSet }) }],
  };
}

async function openAll(job: ExecutorJob<Params>): Promise<OpenInput[]> {
  const opened: OpenInput[] = [];
  for (const input of job.inputs.models ?? []) {
    if (input.path === undefined) continue;
    opened.push({
      input: { ...input, path: input.path },
      model: await openModel(input.path, `${job.title} › ${input.title}`, modelDoors(job)),
    });
  }
  const first = opened[0]?.model.manifest;
  if (first === undefined)
    throw mismatch(job.title, 'no model', 'at least one model', 'Connect the models to compare.');
  const other = opened.find(
    ({ model }) => model.manifest.task !== first.task || model.manifest.target !== first.target,
  );
  if (other === undefined) return opened;
  const { manifest } = other.model;
  throw mismatch(
    job.title,
    `"${manifest.trainer.title}" for ${manifest.task} of "${manifest.target}" beside "${first.trainer.title}" for ${first.task} of "${first.target}"`,
    'models for one task and one target',
    'Connect models that predict the same column in the same way.',
  );
}

function mismatch(title: string, seen: string, expected: string, next: string): PipelineError {
  return new PipelineError({
    code: 'models-differ',
    family: 'pipeline',
    place: `${title} › models`,
    seen,
    expected,
    next,
  });
}

function chooseMetric(params: Params, { manifest }: OpenModel): string {
  const { metric } = params;
  if (metric === 'auto') return primaryMetric(manifest.task);
  return metric === 'roc-auc' || metric === 'f1-macro' || metric === 'log-loss' ? metricOf[metric] : metric;
}

type Judged = { contestants: Contestant[]; part: Part; rows: number; unsplit: boolean };

/** Scores every model on the rows of the part that decides: the one asked for, else test, else whatever is there. */
async function judge(
  job: ExecutorJob<Params>,
  options: { models: OpenInput[]; table: TableView; metric: string },
): Promise<Judged> {
  const scored = [];
  for (const [done, { input, model }] of options.models.entries()) {
    job.progress({ done, total: 2 * options.models.length });
    const { set, assigned } = await labelledScores(job, { model, table: options.table });
    scored.push({ input, model, set: alignClasses(set, options.models[0]!.model), assigned });
  }
  const assigned = scored[0]!.assigned;
  // In a fold the rows it holds out are its test rows: they decide.
  const asked: Part = job.fold === undefined ? job.params.part : 'test';
  const order: Part[] = [asked, 'test', 'validation', 'train'];
  const part = assigned === null ? 'test' : (order.find((name) => assigned.includes(partCodes[name])) ?? 'test');
  if (part !== asked && assigned !== null) job.log('warning', `There are no ${asked} rows; ${part} rows decide.`);
  const contestants = scored.map(({ input, model, set }, at) => {
    const rows = selectRows(set, assigned, partCodes[part]);
    return { at, input, model, set: rows, metric: prepareMetrics(rows).evaluate(null)[options.metric] ?? null };
  });
  const rows = rowsIn(contestants[0]!.set);
  const other = contestants.find(({ set }) => rowsIn(set) !== rows);
  if (other === undefined) return { contestants, part, rows, unsplit: assigned === null };
  throw mismatch(
    job.title,
    `${rowsIn(other.set)} and ${rows} rows that can be judged`,
    'the same rows for all models',
    'Train the models on the same split.',
  );
}

/** Class codes of all sets mean the same classes: those of the first model. */
function alignClasses(set: PredictionSet, first: OpenModel): PredictionSet {
  const classes = first.manifest.classes;
  if (!('classes' in set) || classes === undefined) return set;
  if (set.classes.length === classes.length && set.classes.every((name, code) => name === classes[code])) return set;
  const place = set.classes.map((name) => classes.indexOf(name));
  const predicted = new Float64Array(set.actual.length * classes.length);
  for (let row = 0; row < set.actual.length; row++) {
    place.forEach((to, from) => {
      if (to >= 0) predicted[row * classes.length + to] = set.predicted[row * place.length + from] ?? 0;
    });
  }
  return { ...set, classes, predicted, actual: set.actual.map((code) => (code < 0 ? -1 : (place[code] ?? -1))) };
}

function rank(contestants: readonly Contestant[], metric: string): Contestant[] {
  const sign = metricDirection(metric) === 'higher' ? -1 : 1;
  const worst = Number.POSITIVE_INFINITY;
  const key = ({ metric: value }: Contestant) => (value === null ? worst : sign * value);
  return [...contestants].sort((a, b) => key(a) - key(b));
}

function compare(job: ExecutorJob<Params>, options: Judged & { ranked: Contestant[]; metric: string }): Comparison {
  const { ranked, metric, part, rows, unsplit } = options;
  // The spread over the folds says what intervals of one fold would.
  const resamples = job.fold === undefined ? job.params.bootstrap : 0;
  const best = ranked[0]!;
  const ranking = ranked.map((one, at) => {
    job.progress({ done: ranked.length + at, total: 2 * ranked.length });
    const behind =
      at === 0 || resamples === 0
        ? null
        : comparePredictions({ a: best.set, b: one.set, metric, seed: job.seed, resamples, among: ranked.length });
    return {
      model: one.input.artifact.hash,
      title: one.model.manifest.trainer.title,
      metric: one.metric,
      interval: resamples === 0 ? null : (intervalOf(one.set, { metric, seed: job.seed, resamples }) ?? null),
      behind:
        behind === null || behind.difference === null || behind.interval === null
          ? null
          : { difference: behind.difference, interval: behind.interval },
      tied: at > 0 && behind?.tie === true,
      best: at === 0,
      input: one.at,
    };
  });
  return { v: 1, metric, part, rows, ...(unsplit ? { unsplit } : {}), ranking };
}

function intervalOf(set: PredictionSet, options: { metric: string; seed: number; resamples: number }) {
  const { metric, resamples } = options;
  return bootstrapIntervals(prepareMetrics(set, resamples), { seed: hashSeed(options.seed, 'bootstrap'), resamples })[
    metric
  ];
}
