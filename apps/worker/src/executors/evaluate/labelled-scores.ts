import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { PredictionSet } from '@millrace/pipeline-core/metrics';
import { type Part, parts } from '@millrace/pipeline-core/schema';
import { partCodes } from '@millrace/pipeline-core/split';
import type { OpenModel } from '../../data/model-file';
import { readColumns, readTexts, requireColumn, wantedColumn } from '../../data/read-columns';
import { scoreTable, type TableScores } from '../../data/score-table';
import type { ExecutorJob, TableView } from '../executor';
import { judgedTask } from './judged-task';

export type LabelledScores = TableScores & {
  set: PredictionSet;
  /** Part per row (codes of `partCodes`); null without a split. */
  assigned: Uint8Array | null;
  /** Rows whose class the model does not know. */
  unknownClasses: number;
};

/** Scores rows and reads their true target, ready for metrics. Throws when no row has one. */
export async function labelledScores(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  options: { model: OpenModel; table: TableView; threshold?: number },
): Promise<LabelledScores> {
  const { model, table } = options;
  const { manifest } = model;
  const task = judgedTask(manifest, job.title);
  const scored = await scoreTable(job.session, { model, table, place: job.title, also: [manifest.target] });
  const target = requireColumn(scored.from.columns, manifest.target, `${job.title} › target`);
  const assigned = await readParts(job, table);
  const facts = { model, scored, target };
  switch (task) {
    case 'regression':
      return { ...scored, assigned, unknownClasses: 0, set: await numberSet(job, facts) };
    case 'binary':
    case 'multiclass':
      return { ...scored, assigned, ...(await classSet(job, { ...facts, task, threshold: options.threshold })) };
    default:
      return assertNever(task);
  }
}

type Facts = { model: OpenModel; scored: TableScores; target: StoredColumn };

async function numberSet(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, scored, target }: Facts,
): Promise<PredictionSet> {
  const { columns } = await readColumns(job.session, scored.from.relation, [
    { ...wantedColumn(target), kind: 'number' },
  ]);
  const actual = columns[0]?.kind === 'number' ? columns[0].values : new Float64Array(0);
  requireKnown(actual.some(Number.isFinite), { job, target: model.manifest.target, rows: scored.rows });
  return { task: 'regression', actual, predicted: scored.scores };
}

async function classSet(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  options: Facts & { task: 'binary' | 'multiclass'; threshold: number | undefined },
): Promise<Pick<LabelledScores, 'set' | 'unknownClasses'>> {
  const { model, scored, target, task, threshold } = options;
  const { manifest } = model;
  const classes = manifest.classes ?? [];
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const texts = await readTexts(job.session, scored.from.relation, target);
  const actual = Int32Array.from(texts, (text) => (text === null ? -1 : (codeOf.get(text) ?? -1)));
  requireKnown(
    texts.some((text) => text !== null),
    { job, target: manifest.target, rows: scored.rows },
  );
  const unknownClasses = texts.filter((text) => text !== null && !codeOf.has(text)).length;
  const set: PredictionSet = {
    task,
    actual,
    predicted: scored.scores,
    classes,
    ...(task === 'binary' ? { positive: positiveCode(model) } : {}),
    ...(threshold === undefined ? {} : { threshold }),
  };
  return { unknownClasses, set };
}

function requireKnown(
  isKnown: boolean,
  { job, target, rows }: { job: { title: string }; target: string; rows: number },
): void {
  if (isKnown) return;
  throw new PipelineError({
    code: 'nothing-to-judge',
    family: 'pipeline',
    place: `${job.title} › rows`,
    seen: `no value of "${target}" in ${rows} rows`,
    expected: 'rows whose target is known',
    next: 'Connect rows that have it, or use Batch score to predict rows without it.',
    column: target,
  });
}

function positiveCode({ manifest }: OpenModel): number {
  const code = manifest.classes?.indexOf(manifest.positive ?? '') ?? -1;
  return code < 0 ? 1 : code;
}

/** Part codes of a split table's rows, in order. */
async function readParts(job: Pick<ExecutorJob<unknown>, 'session'>, table: TableView): Promise<Uint8Array | null> {
  if (table.meta.split === undefined) return null;
  const cases = parts.map((part) => `WHEN '${part}' THEN ${partCodes[part]}`).join(' ');
  const relation = `(SELECT CASE __part ${cases} END::DOUBLE AS code FROM ${table.relation})`;
  const { columns } = await readColumns(job.session, relation, [{ name: 'code', kind: 'number', sqlType: 'DOUBLE' }]);
  return columns[0]?.kind === 'number' ? Uint8Array.from(columns[0].values) : null;
}

/** The rows of one part, judged alone: rows of parts that outrank it are hidden. */
export function hideParts(assigned: Uint8Array | null, judged: Part): Uint8Array | null {
  if (assigned === null) return null;
  const outranking = parts.slice(parts.indexOf(judged) + 1).map((part) => partCodes[part]);
  const hidden = 255;
  return assigned.map((code) => (outranking.some((other) => other === code) ? hidden : code));
}
