import { PipelineError } from '@millrace/pipeline-core/errors';
import { modelFeatures, targetColumn } from '@millrace/pipeline-core/steps';
import { readColumns, wantedColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { FittedModel, UnlabelledRows, UnlabelledRuntime } from '../../runtimes/model-runtime';
import type { ExecutorJob, ExecutorResult } from '../executor';
import { requireFit } from '../require-fit';
import { keepModel } from './hand-over-model';
import { type PairColumns, readPairRows } from './read-pairs';
import { buildManifest, fitContext } from './train-model';
import { trainedWords } from './trained-words';

export type UnlabelledOptions<P> = {
  runtime: UnlabelledRuntime<P>;
  params: P;
  /** The model reads texts as categories. */
  categories: boolean;
  /** Who had what, instead of features. */
  pairs?: PairColumns;
  seed: number;
};

/** What every trainer without a target does: read train rows, fit, write the model, announce a candidate. */
export async function trainUnlabelled<P>(
  job: ExecutorJob<object>,
  { runtime, params, categories, pairs, seed }: UnlabelledOptions<P>,
): Promise<ExecutorResult> {
  const { train, target } =
    pairs === undefined ? await readUnlabelled(job, categories) : await readPairRows(job, pairs);
  const context = fitContext(job, seed);
  const started = performance.now();
  const model = await runtime.fit({ params, train, context });
  const seconds = (performance.now() - started) / 1000;
  const training = { target: { name: target }, classes: null, train, validation: null };
  const manifest = await buildManifest(job, { training, model, seed });
  job.log('info', trainedWords({ rows: train.rows, features: model.features.length, seconds }));
  job.log('info', `${factsOf(model)}.`);
  const kept = await keepModel(job, { manifest, model, seconds });
  // How far a fit came that was asked to finish was somebody's choice and not that of its settings.
  return context.finish.aborted ? { ...kept, repeats: false } : kept;
}

/** What the fit says of itself: there may be no evaluation to read it from. */
function factsOf({ summary }: FittedModel): string {
  const texts = Object.entries(summary).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`,
  );
  return texts.join(', ');
}

/**
 * The features of the train rows that the model can read. A column that is marked as the target is not among them; its
 * name goes along, so that what was found can be held against it.
 */
async function readUnlabelled(
  job: ExecutorJob<object>,
  categories: boolean,
): Promise<{ train: UnlabelledRows; target: string }> {
  const fit = requireFit(job);
  const schema = schemaOf(fit.meta);
  const target = targetColumn(schema, '')?.name ?? '';
  const chosen = modelFeatures(schema, { target, categories });
  for (const { column, reason } of chosen.leftOut) job.log('warning', `"${column.name}" is left out: ${reason}.`);
  const names = new Set([...chosen.numbers, ...chosen.categories].map(({ name }) => name));
  if (names.size === 0) throw noFeatures(job.title);
  const wanted = fit.meta.columns.filter(({ name }) => names.has(name)).map(wantedColumn);
  const { rows, columns } = await readColumns(job.session, fit.relation, wanted);
  return { train: { rows, features: columns }, target };
}

function noFeatures(title: string): PipelineError {
  return new PipelineError({
    code: 'no-features',
    family: 'pipeline',
    place: `${title} › rows`,
    seen: 'no column that the model can read',
    expected: 'at least one column of numbers',
    next: 'Keep such a column, or add "Encode categories" before this step.',
    fix: { addStep: 'encode-categories', before: true },
  });
}
