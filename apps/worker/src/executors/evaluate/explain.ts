import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ExplainedColumn, ExplainedSlices, Explanation } from '@millrace/pipeline-core/explain';
import { findSlices, rowLosses } from '@millrace/pipeline-core/explain';
import { judgedRows, metricLabel, type PredictionSet, takeRows } from '@millrace/pipeline-core/metrics';
import { type Part, parts } from '@millrace/pipeline-core/schema';
import { hashIndex, hashSeed } from '@millrace/pipeline-core/seeded-random';
import { partCodes } from '@millrace/pipeline-core/split';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { type OpenModel, openModel } from '../../data/model-file';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { modelDoors } from '../model-doors';
import { toPlainJson } from '../plain-json';
import { rawRows } from '../release/raw-rows';
import { requireFile, requireTable } from '../require-table';
import { contributionsOf } from './contributions';
import { type ExplainSpace, featureSpace, inputSpace, readExplained } from './explain-space';
import { explainWork, type Judged } from './explain-work';
import { type LabelledScores, labelledScores } from './labelled-scores';
import { placesOf, readFeatures, takeCells } from './read-features';
import { requireExplainable } from './require-explainable';

type Job = ExecutorJob<Parameters<Extract<ExecutorFor<Catalog['explain']>, { kind: 'run' }>['run']>[0]['params']>;

/** What a model goes by, on rows of one part: importance, curves, and where it errs most. */
export const explainExecutor: ExecutorFor<Catalog['explain']> = {
  kind: 'run',
  async run(job) {
    const source = requireFile(job, 'model');
    const table = requireTable(job, 'rows');
    const model = await openModel(source.path, `${job.title} › model`, modelDoors(job));
    requireExplainable(model.manifest, job.title);
    const scored = await labelledScores(job, { model, table });
    const { part, places } = choosePart(job, scored);
    const sample = sampleOf(places, { rows: job.params.rows, seed: job.seed });
    const rows = Float64Array.from(sample, (place) => scored.rowNumbers[place]!);
    const raw = await findRaw(job, { model, table });
    const features = await featureSpace(job, { model, table, rows });
    const inputs = raw === null ? null : await inputSpace(job, { model, raw, rows, features: features.features });
    logLeftOut(job, model, { features, inputs });
    const judged: Judged = { model, set: takeRows(scored.set, sample) };
    const found = await explainWork(job, { judged, features, inputs });
    const leading = (found.inputs ?? found.features).map(({ name }) => name);
    const slices = job.params.slices ? await slicesOf(job, { model, table, raw, scored, places, leading }) : null;
    const { manifest } = model;
    const contributions = await contributionsOf(job, { model, features: features.features, rows: rows.length });
    const explanation: Explanation = {
      v: 1,
      kind: 'explanation',
      model: source.artifact.hash,
      title: manifest.trainer.title,
      task: manifest.task,
      target: manifest.target,
      part,
      rows: rows.length,
      repeats: job.params.repeats,
      ...found,
      contributions,
      slices,
    };
    report(job, explanation);
    return { outputs: [{ port: 'explanation', kind: 'metrics', inline: toPlainJson(explanation) }] };
  },
};

/** Rows of the part asked for; where it has none, of another, which the log says. */
function choosePart(job: Job, { set, assigned }: LabelledScores): { part: Part; places: number[] } {
  if (assigned === null) return { part: 'test', places: judgedRows(set, null, 0) };
  const asked: Part = job.fold === undefined ? job.params.part : 'test';
  for (const part of [asked, ...[...parts].reverse()]) {
    const places = judgedRows(set, assigned, partCodes[part]);
    if (places.length === 0) continue;
    if (part !== asked) job.log('warning', `There are no ${asked} rows; ${part} rows are explained.`);
    return { part, places };
  }
  throw new PipelineError({
    code: 'nothing-to-judge',
    family: 'pipeline',
    place: `${job.title} › rows`,
    seen: 'no row whose target is known and which the model could answer',
    expected: 'rows to explain the model on',
    next: 'Connect rows that have the target.',
  });
}

/** At most so many of the places, by smallest hash of seed and place, in order. */
function sampleOf(places: readonly number[], { rows, seed }: { rows: number; seed: number }): number[] {
  if (places.length <= rows) return [...places];
  const base = hashSeed(seed, 'explained rows');
  const keyed = places.map((place) => [hashIndex(base, place), place] as const);
  keyed.sort(([a, left], [b, right]) => a - b || left - right);
  return keyed
    .slice(0, rows)
    .map(([, place]) => place)
    .sort((a, b) => a - b);
}

/** The rows as they came, before any preparation; null, with a word in the log, where they cannot be reached. */
async function findRaw(job: Job, { model, table }: { model: OpenModel; table: TableView }): Promise<TableView | null> {
  try {
    return await rawRows(job, { rows: table, inputs: model.manifest.signature.inputs });
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    job.log('warning', `Columns as they came are not explained: ${error.report.seen}. Features are.`);
    return null;
  }
}

/** Of many columns only those the model itself gives most weight are shuffled. */
function logLeftOut(
  job: Job,
  { manifest }: OpenModel,
  spaces: { features: ExplainSpace; inputs: ExplainSpace | null },
): void {
  const features = manifest.features.length - spaces.features.names.length;
  const inputs = spaces.inputs === null ? 0 : manifest.signature.inputs.length - spaces.inputs.names.length;
  if (features > 0) job.log('info', `${features} features with little weight in the model are not shuffled.`);
  if (inputs > 0) job.log('info', `${inputs} columns with little weight in the model are not shuffled.`);
}

/** Groups of all judged rows on which the model errs most, by columns as they came, else by features. */
async function slicesOf(
  job: Job,
  options: {
    model: OpenModel;
    table: TableView;
    raw: TableView | null;
    scored: LabelledScores;
    places: number[];
    /** Columns by importance: pairs are made of the first ones. */
    leading: readonly string[];
  },
): Promise<ExplainedSlices | null> {
  const { scored, places, leading } = options;
  const set: PredictionSet = takeRows(scored.set, places);
  const losses = rowLosses(set);
  if (losses === null) return null;
  const rows = Float64Array.from(places, (place) => scored.rowNumbers[place]!);
  const { minRows, chance: level } = job.params;
  const placeOf = new Map(leading.map((name, at) => [name, at]));
  const rank = ({ name }: ExplainedColumn) => placeOf.get(name) ?? leading.length;
  const columns = (await columnsOf(job, { ...options, rows })).sort((a, b) => rank(a) - rank(b));
  const found = findSlices({ columns, losses: losses.values, minRows, level });
  return { lossName: losses.name, rows: rows.length, minRows, level, ...found };
}

async function columnsOf(
  job: Job,
  { model, table, raw, rows }: { model: OpenModel; table: TableView; raw: TableView | null; rows: Float64Array },
): Promise<ExplainedColumn[]> {
  if (raw !== null) {
    const names = model.manifest.signature.inputs.map(({ name }) => name);
    return readExplained(job, { view: raw, names, rows });
  }
  const read = await readFeatures(job, { model, table });
  const places = placesOf(read.rowNumbers, rows);
  return read.columns.flatMap((column): ExplainedColumn[] => {
    const taken = takeCells(column, places);
    return taken.kind === 'number' || taken.kind === 'category' ? [taken] : [];
  });
}

function report(job: Job, { metric, base, inputs, features, slices, rows, part }: Explanation): void {
  const [first] = inputs ?? features;
  const leads = first === undefined ? '' : ` Without "${first.name}" it loses ${first.mean.toPrecision(3)}.`;
  job.log('info', `${metricLabel(metric)} ${base.toPrecision(4)} on ${rows} ${part} rows.${leads}`);
  if (slices === null) return;
  const sure = slices.slices.filter((slice) => slice.sure).length;
  job.log('info', `${sure} groups of rows are worse than the others, of ${slices.tested} that were compared.`);
}
