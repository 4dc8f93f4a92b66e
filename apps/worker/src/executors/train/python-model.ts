import { join } from 'node:path';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { wantedFeature } from '../../data/feature-columns';
import { readColumns } from '../../data/read-columns';
import { runCodePy } from '../../generated/guest-texts';
import { chooseEnvironment } from '../../guests/guest-errors';
import type { GuestEnvironment } from '../../guests/guest-grant';
import type { FittedModel } from '../../runtimes/model-runtime';
import { encodePython } from '../../runtimes/python/python-facts';
import { loadPython } from '../../runtimes/python/scorer';
import { makeGuestFolder } from '../code/guest-folder';
import { readFigures } from '../code/guest-outputs';
import { runCode } from '../code/run-code';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { modelDoors } from '../model-doors';
import { requireFit } from '../require-fit';
import { handOverModel } from './hand-over-model';
import { takeOnnx } from './import/take-onnx';
import { type GuestRows, guestRows } from './python/guest-rows';
import { answersOf, type KeptPython, keptModel } from './python/kept-model';
import { trainedWords } from './trained-words';
import type { TaskChoice } from './training-rows';

const triedRows = 1000;
type Job = ExecutorJob<{ target: string; task: TaskChoice; code: string; seconds: number }>;

/** Trains by an author's Python, as a guest, and keeps what it hands over: the estimator itself, or a file of ONNX. */
export const pythonModelExecutor: ExecutorFor<Catalog['python-model']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const { code, keep, environment: named, repeats } = job.params;
    const environment = chooseEnvironment(job.guests, named, job.title);
    const given = await guestRows(job);
    const features = given.features.map(({ name }) => name);
    const texts = given.features.flatMap(({ name, kind }) => (kind === 'number' ? [] : [name]));
    const folder = await makeGuestFolder(job, {
      environment,
      inputs: given.inputs,
      outputs: [],
      model: { target: given.target.name, features, texts, keep },
      files: { 'step.py': code, 'lib/millrace_run.py': runCodePy },
    });
    job.log('info', `Python ${environment.version}, environment “${environment.name}”.`);
    const started = performance.now();
    await runCode(job, { environment, folder, program: 'lib/millrace_run.py' });
    const seconds = (performance.now() - started) / 1000;
    const kept = await keptModel(job.title, folder);
    const figures = await readFigures(job, folder);
    const made =
      kept.kind === 'onnx'
        ? await onnxModel(job, { bytes: kept.bytes, features })
        : await pythonModel(job, { kept, given, environment });
    const training = {
      ...{ target: given.target, classes: made.classes ?? null },
      train: { rows: given.rows.train },
      validation: given.rows.validation === null ? null : { rows: given.rows.validation },
    };
    const model = {
      ...made,
      summary: { ...made.summary, ...Object.fromEntries(Object.entries(figures ?? {}).slice(0, 20)) },
    };
    const result = await handOverModel(job, { model, training, seconds });
    job.log('info', trainedWords({ rows: given.rows.train, features: features.length, seconds }));
    return { ...result, repeats };
  },
};

/** A file of ONNX is taken as Import model takes one: nothing of it is believed because we asked for it. */
async function onnxModel(job: Job, o: { bytes: Uint8Array; features: readonly string[] }): Promise<FittedModel> {
  const params = { ...job.params, columns: o.features, classes: [] };
  const place = `${job.title} › model.onnx`;
  const { model, tried } = await takeOnnx({ ...job, params }, { bytes: o.bytes, place, file: 'model.onnx' });
  job.log('info', `Kept as ONNX, and tried on ${tried} rows.`);
  return model;
}

async function pythonModel(
  job: Job,
  o: { kept: KeptPython; given: GuestRows; environment: GuestEnvironment },
): Promise<FittedModel> {
  const { kept, given, environment } = o;
  const { name, version: python } = environment;
  const answers = answersOf(job.title, kept, given);
  if (answers.kind === 'labels')
    job.log('warning', `${kept.type} has no predict_proba: the class it predicts gets all of the probability.`);
  const model: FittedModel = {
    format: 'python',
    task: given.task,
    features: given.features,
    ...(given.classes === null ? {} : { classes: given.classes }),
    json: encodePython({
      ...{ v: 1, code: job.params.code, reads: kept.reads, answers, seconds: job.params.seconds },
      environment: { name, python, versions: kept.versions },
    }),
    weights: kept.pickle,
    importance: [],
    curve: [],
    summary: {
      estimator: kept.type,
      fileBytes: kept.pickle.length,
      environment: `${name}, Python ${python}`,
    },
  };
  const tried = await tryModel(job, model);
  job.log('info', `${kept.type} is kept by ${kept.by}, and was tried on ${tried} rows.`);
  return model;
}

/** Asks the model as a step behind would: what it cannot answer there is better known here. */
async function tryModel(job: Job, model: FittedModel): Promise<number> {
  const fit = requireFit(job);
  const wanted = model.features.map((spec) => {
    const sqlType = fit.meta.columns.find(({ name }) => name === spec.name)?.sqlType ?? 'DOUBLE';
    return wantedFeature(spec, { sqlType });
  });
  const relation = `(SELECT * FROM ${fit.relation} LIMIT ${triedRows})`;
  const { rows, columns } = await readColumns(job.session, relation, wanted);
  const folder = join(job.folder, 'tried');
  await loadPython(model, modelDoors({ ...job, folder })).scoreBlock(columns, rows);
  return rows;
}
