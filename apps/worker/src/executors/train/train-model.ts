import type { CandidateTrained } from '@millrace/pipeline-core/events';
import { signatureInputs, signatureOfPlan } from '@millrace/pipeline-core/features';
import {
  type ModelManifest,
  modelManifestSchema,
  type Signature,
  type Task,
  taskFacts,
} from '@millrace/pipeline-core/release';
import { type StoppedEarly, stoppedWords } from '@millrace/pipeline-core/search';
import { stoppedBy } from '../../child/poor-trial';
import type { ChildOutput } from '../../child/protocol';
import { hashFile } from '../../data/artifact-store';
import { writeModel } from '../../data/model-file';
import { describeInputs } from '../../data/signature-facts';
import { outputPath } from '../../data/table-store';
import type { FitContext, FittedModel, ModelRuntime } from '../../runtimes/model-runtime';
import type { ExecutorJob, ExecutorResult } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { holdOut } from './hold-out';
import { judgeTrial, trialRows } from './judge-trial';
import { readSeries, type SeriesColumns } from './read-series';
import { trainedWords } from './trained-words';
import { readTraining, type TaskChoice, type Training } from './training-rows';
import { endTrial } from './trial-of';

export type TrainOptions<P> = {
  runtime: ModelRuntime<P>;
  params: P;
  task: TaskChoice;
  /** The model reads texts as categories. */
  categories: boolean;
  /** Text columns that it reads word by word, all when there is none; absent: it reads other columns. */
  texts?: readonly string[];
  /** Columns that hold its images, those it chooses itself when there is none; absent: it reads other columns. */
  pixels?: readonly string[];
  /** A forecast: the time and the series of each row, instead of features. */
  series?: SeriesColumns;
  /** Needs rows to stop by: without a validation part a tenth of the train rows is held out. */
  needsValidation: boolean;
  seed: number;
};

/** What every trainer does: read train rows, fit, write the model with its plan and signature, announce a candidate. */
export async function trainModel<P>(
  job: ExecutorJob<{ target: string }>,
  options: TrainOptions<P>,
): Promise<ExecutorResult> {
  const training =
    options.series === undefined ? await readTraining(job, options) : await readSeries(job, options.series);
  const started = performance.now();
  const { train, validation } =
    job.trial === undefined ? splitForStopping(training, options) : trialRows(training, job.seed);
  const model = await options.runtime.fit({
    params: options.params,
    train,
    validation,
    context: fitContext(job, options.seed),
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  const early = job.fitting.finish.aborted;
  const stopped = stoppedBy(job.fitting.finish);
  const manifest = await buildManifest(job, { training, model, seed: options.seed });
  const path = outputPath(job.folder, 'model', 'tar');
  await writeModel(path, manifest, model);
  const { hash, bytes } = await hashFile(path);
  const { plan: _, ...facts } = manifest;
  const event: CandidateTrained = {
    model: hash,
    manifest: { ...facts, seconds },
    bytes,
  };
  job.log('info', trainedWords({ rows: train.rows, features: model.features.length, seconds }));
  if (early) job.log('info', earlyWords(stopped));
  const outputs: ChildOutput[] = [
    { port: 'model', kind: 'model', path },
    { port: 'metrics', kind: 'metrics', inline: toPlainJson(curveOf(manifest)) },
  ];
  // How far it came was somebody's choice, or that of other trials, and not that of its settings; or its device gives other bits each time.
  const once = early || model.repeats === false ? { repeats: false } : {};
  if (job.trial !== undefined) {
    const { metric } = job.trial;
    const judged = await judgeTrial({ runtime: options.runtime, model, training, rows: validation, metric });
    const poor = stopped === undefined ? {} : { stopped };
    const end = endTrial({ task: job.trial, trainer: job.type, model: hash, judged, outputs, seconds, ...poor });
    return { ...end, ...once };
  }
  return { outputs, events: [{ topic: 'candidate-trained', payload: toPlainJson(event) }], ...once };
}

function earlyWords(stopped: StoppedEarly | undefined): string {
  if (stopped === undefined)
    return 'Stopped when asked: this is the best so far. It is not used again for an equal step.';
  return `The trial was ${stoppedWords(stopped)}. It is judged as it is, and not used again for an equal step.`;
}

function splitForStopping<P>(training: Training, options: TrainOptions<P>) {
  const { train, validation } = training;
  if (!options.needsValidation) return { train, validation };
  return validation === null ? holdOut(train, options.seed) : { train, validation };
}

/** The context of a fit by a step: its threads and memory, its progress. */
export function fitContext(job: ExecutorJob<unknown>, seed: number): FitContext {
  return {
    ...job.fitting,
    seed,
    signal: job.signal,
    threads: job.limits.threads,
    memoryMegabytes: job.limits.memoryMegabytes,
    note: (text) => job.log('info', text),
    progress({ done, total, metric }) {
      const metrics: Record<string, number> = {};
      for (const part of ['train', 'validation'] as const) {
        const value = metric?.[part];
        // A loss that ran away is no number, and cannot be told.
        if (metric !== undefined && value !== undefined && Number.isFinite(value))
          metrics[`${part} ${metric.name}`] = value;
      }
      job.progress({ done, total, metrics });
    },
  };
}

/** What a model was learned from. Without a target: the name of the marked column, '' where none is marked. */
export type LearnedFrom = {
  target: { name: string };
  classes: string[] | null;
  train: { rows: number };
  validation: { rows: number } | null;
};

/** The manifest of a model: what it answers, from which columns as they came, and what made it. */
export async function buildManifest(
  job: ExecutorJob<object>,
  facts: { training: LearnedFrom; model: FittedModel; seed: number },
): Promise<ModelManifest> {
  const { training, model, seed } = facts;
  const { meta } = requireFit(job);
  const names = model.features.map(({ name }) => name);
  const target = training.target.name;
  const columns = signatureOfPlan(meta.plan, names, target === '' ? null : target);
  const inputs = await describeInputs(job.session, {
    inputs: signatureInputs(columns, meta.plan),
    rows: requireFit(job),
    plan: meta.plan,
  });
  const receipt = meta.split?.receipt;
  return modelManifestSchema.parse({
    v: 1,
    task: model.task,
    format: model.format,
    trainer: { type: job.type, title: job.title, params: job.params, seed },
    target: training.target.name,
    ...(training.classes === null ? {} : { classes: training.classes }),
    ...(model.task === 'binary' && training.classes !== null ? { positive: training.classes[1] } : {}),
    features: model.features,
    plan: meta.plan,
    featureSetId: meta.featureSetId,
    signature: { inputs, outputs: outputsOf(model.task, training) },
    trainedOn: {
      rows: training.train.rows,
      validationRows: training.validation?.rows ?? 0,
      ...(receipt === undefined ? {} : { receipt }),
    },
    batches: meta.batches,
    // The time goes with the event: in the file it would give equal trainings different hashes.
    seconds: 0,
    importance: model.importance,
    curve: model.curve,
    summary: model.summary,
  });
}

function outputsOf(task: Task, { target, classes }: LearnedFrom): Signature['outputs'] {
  if (taskFacts[task].outputs === 'list') return [{ name: 'recommendations', type: 'list' }];
  // What is found without a target has the name of the task.
  if (classes === null) return [{ name: taskFacts[task].target === null ? task : target.name, type: 'number' }];
  return [
    { name: target.name, type: 'text' },
    ...classes.map((name) => ({ name: `probability_${name}`, type: 'number' as const })),
  ];
}

/** What a trainer stores beside its model, for people to read. */
export function curveOf(manifest: ModelManifest): object {
  const { task, target, curve, importance, summary, trainedOn } = manifest;
  return { v: 1, kind: 'training', task, target, curve, importance, summary, rows: trainedOn.rows };
}
