import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { nameList, requireTarget } from '@millrace/pipeline-core/steps';
import { asFeature, wantedFeature } from '../../../data/feature-columns';
import { readColumns, requireColumn } from '../../../data/read-columns';
import { schemaOf } from '../../../data/table-view';
import type { TargetTask } from '../../../runtimes/model-runtime';
import { numbersOf, textsOf } from '../../../runtimes/onnx/imported/answers';
import type { FileFacts } from '../../../runtimes/onnx/imported/check-file';
import { feedsOf } from '../../../runtimes/onnx/imported/feeds';
import type { ImportedFacts } from '../../../runtimes/onnx/imported/imported-model';
import type { ModelSignature } from '../../../runtimes/onnx/imported/read-signature';
import { messageOf } from '../../../runtimes/onnx/imported/scorer';
import type { OnnxSession } from '../../../runtimes/onnx/session';
import type { ExecutorJob } from '../../executor';
import { requireFit } from '../../require-fit';
import type { ChosenInputs } from './choose-inputs';
import { checkLabels, fileClasses, inOurOrder } from './class-order';
import { requireShares } from './require-shares';

type Job = ExecutorJob<{ target: string; task: 'auto' | 'classification' | 'regression'; classes: readonly string[] }>;

export type ReadAnswers = {
  task: TargetTask;
  target: StoredColumn;
  classes: string[] | null;
  answer: ImportedFacts['answers'];
  /** Rows that the model was tried on. */
  tried: number;
};

const mostRows = 1000;

/**
 * Asks the model some rows and reads from its answers what it predicts: a number, or classes in which order. Throws where
 * answers have no rows, or labels stand against the order of the probabilities.
 */
export async function readAnswers(
  job: Job,
  o: { session: OnnxSession; signature: ModelSignature; inputs: ChosenInputs; facts: FileFacts },
): Promise<ReadAnswers> {
  const { signature, facts } = o;
  const fit = requireFit(job);
  const target = requireColumn(
    fit.meta.columns,
    requireTarget(schemaOf(fit.meta), job.params.target, job.title).name,
    job.title,
  );
  const tried = await tryRows(job, o);
  const { output } = signature.answer;
  const isClasses =
    job.params.task === 'classification' ||
    (job.params.task === 'auto' && (signature.labels !== null || tried.width > 1 || facts.has('classes')));
  if (!isClasses) {
    if (tried.width !== 1) throw notOneNumber(job, output, tried.width);
    return { task: 'regression', target, classes: null, answer: { kind: 'number', output }, tried: tried.rows };
  }
  requireShares(job.title, { numbers: tried.numbers, width: tried.width, output });
  const width = tried.width === 1 ? 2 : tried.width;
  const names = await fileClasses(job, { fit, target, facts, width });
  const classes = await inOurOrder(job, { fit, target, names });
  const [first = '', second = ''] = names;
  const answer: ImportedFacts['answers'] =
    tried.width === 1
      ? { kind: 'second', output, flipped: classes[0] === second && first !== second }
      : { kind: 'classes', output, columns: classes.map((name) => names.indexOf(name)) };
  if (tried.labels !== null)
    checkLabels(job, { names, labels: tried.labels, shares: tried.numbers, width: tried.width });
  return { task: classes.length === 2 ? 'binary' : 'multiclass', target, classes, answer, tried: tried.rows };
}

/** Answers to the first rows, as the file gives them. */
async function tryRows(
  job: Job,
  { session, signature, inputs }: { session: OnnxSession; signature: ModelSignature; inputs: ChosenInputs },
) {
  const place = job.title;
  const specs = inputs.features.map((spec, at) =>
    wantedFeature(spec, { sqlType: inputs.columns[at]?.sqlType ?? 'DOUBLE' }),
  );
  const { rows, columns } = await readColumns(
    job.session,
    `(SELECT * FROM ${requireFit(job).relation} LIMIT ${mostRows})`,
    specs,
  );
  const features = columns.map((column, at) => asFeature(inputs.features[at], column));
  const { feeds } = feedsOf(inputs.reads, features, { first: 0, count: rows });
  const answers = await session.run(feeds).catch((cause: unknown) => {
    throw new PipelineError({
      code: 'onnx-failed',
      family: 'pipeline',
      place: `${place} › file`,
      seen: `ONNX Runtime stopped on the rows: ${messageOf(cause)}`,
      expected: 'an answer for every row',
      next: 'Connect rows prepared as the model was trained, and compare its inputs with the columns.',
      cause,
    });
  });
  const { output } = signature.answer;
  const found = answers.get(output);
  const width = Math.max(1, Math.round((found?.data.length ?? 0) / rows));
  const numbers = numbersOf(found, { output, rows, width });
  const labels = signature.labels === null ? null : textsOf(answers.get(signature.labels));
  return { rows, width, numbers, labels: labels?.length === rows ? labels : null };
}

function notOneNumber(job: Job, output: string, width: number): PipelineError {
  return new PipelineError({
    code: 'model-answer',
    family: 'pipeline',
    place: `${job.title} › file`,
    seen: `${width} numbers a row in "${output}"`,
    expected: 'one number, to predict a number',
    next: `Set "Predicts" to a class, or export a model that predicts one number; it predicts ${nameList([job.params.target])}.`,
  });
}
