import type { CandidateTrained } from '@millrace/pipeline-core/events';
import { signatureInputs, signatureOfPlan } from '@millrace/pipeline-core/features';
import { type ModelManifest, modelManifestSchema, type Signature } from '@millrace/pipeline-core/release';
import { hashFile } from '../../data/artifact-store';
import { writeModel } from '../../data/model-file';
import { describeInputs } from '../../data/signature-facts';
import { outputPath } from '../../data/table-store';
import type { FitContext, FittedModel, ModelRuntime } from '../../runtimes/model-runtime';
import { plainFitContext } from '../../runtimes/plain-fit-context';
import type { ExecutorJob, ExecutorResult } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { holdOut } from './hold-out';
import { readSeries, type SeriesColumns } from './read-series';
import { readTraining, type TaskChoice, type Training } from './training-rows';

export type TrainOptions<P> = {
  runtime: ModelRuntime<P>;
  params: P;
  task: TaskChoice;
  /** The model reads texts as categories. */
  categories: boolean;
  /** Text columns that it reads word by word, all when there is none; absent: it reads other columns. */
  texts?: readonly string[];
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
  const { train, validation } = splitForStopping(training, options);
  const model = await options.runtime.fit({
    params: options.params,
    train,
    validation,
    context: fitContext(job, options.seed),
  });
  const seconds = (performance.now() - started) / 1000;
  const manifest = await buildManifest(job, { training, model, seed: options.seed });
  const path = outputPath(job.folder, 'model', 'tar');
  await writeModel(path, manifest, model);
  const { hash, bytes } = await hashFile(path);
  const { plan: _, ...facts } = manifest;
  const event: CandidateTrained = {
    model: hash,
    manifest: { ...facts, seconds: Math.round(seconds * 1000) / 1000 },
    bytes,
  };
  job.log('info', `Trained on ${train.rows} rows and ${model.features.length} features in ${seconds.toFixed(2)} s.`);
  return {
    outputs: [
      { port: 'model', kind: 'model', path },
      { port: 'metrics', kind: 'metrics', inline: toPlainJson(curveOf(manifest)) },
    ],
    events: [{ topic: 'candidate-trained', payload: toPlainJson(event) }],
  };
}

function splitForStopping<P>(training: Training, options: TrainOptions<P>) {
  const { train, validation } = training;
  if (!options.needsValidation) return { train, validation };
  return validation === null ? holdOut(train, options.seed) : { train, validation };
}

function fitContext(job: ExecutorJob<unknown>, seed: number): FitContext {
  return {
    ...plainFitContext({ seed, signal: job.signal }),
    threads: job.limits.threads,
    memoryMegabytes: job.limits.memoryMegabytes,
    progress({ done, total, metric }) {
      const metrics: Record<string, number> = {};
      if (metric?.train !== undefined) metrics[`train ${metric.name}`] = metric.train;
      if (metric?.validation !== undefined) metrics[`validation ${metric.name}`] = metric.validation;
      job.progress({ done, total, metrics });
    },
  };
}

async function buildManifest(
  job: ExecutorJob<{ target: string }>,
  facts: { training: Training; model: FittedModel; seed: number },
): Promise<ModelManifest> {
  const { training, model, seed } = facts;
  const { meta } = requireFit(job);
  const names = model.features.map(({ name }) => name);
  const columns = signatureOfPlan(meta.plan, names, training.target.name);
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
    signature: { inputs, outputs: outputsOf(training) },
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

function outputsOf({ target, classes }: Training): Signature['outputs'] {
  if (classes === null) return [{ name: target.name, type: 'number' }];
  return [
    { name: target.name, type: 'text' },
    ...classes.map((name) => ({ name: `probability_${name}`, type: 'number' as const })),
  ];
}

function curveOf(manifest: ModelManifest): object {
  const { task, target, curve, importance, summary, trainedOn } = manifest;
  return { v: 1, kind: 'training', task, target, curve, importance, summary, rows: trainedOn.rows };
}
