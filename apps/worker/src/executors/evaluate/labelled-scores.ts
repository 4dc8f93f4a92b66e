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
import { orderClasses } from '../train/order-classes';
import { clusterPoints } from './cluster-points';
import { readFeatures } from './read-features';
import { recommendedSet } from './recommended-set';

export type LabelledScores = TableScores & {
  set: PredictionSet;
  /** Part per row (codes of `partCodes`); null without a split. */
  assigned: Uint8Array | null;
  /** Rows whose class the model does not know. */
  unknownClasses: number;
  /** What else the author should know of the rows, as sentences. */
  notes: readonly string[];
};

/** Scores rows and reads their true target, ready for metrics. Throws when no row has one. */
export async function labelledScores(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  options: { model: OpenModel; table: TableView },
): Promise<LabelledScores> {
  const { model, table } = options;
  const { manifest } = model;
  const { task } = manifest;
  const scored = await scoreTable(job.session, { model, table, place: job.title, also: alsoRead(model) });
  const assigned = await readParts(job, table);
  const known = { ...scored, assigned, unknownClasses: 0, notes: [] };
  if (task === 'clustering') return { ...known, set: await groupSet(job, { model, table, scored }) };
  if (task === 'ranking') return { ...known, ...(await recommendedSet(job, { model, scored })) };
  const target = requireColumn(scored.from.columns, manifest.target, `${job.title} › target`);
  const facts = { model, scored, target };
  switch (task) {
    case 'regression':
    case 'forecast': {
      const actual = await readNumberTarget(job, facts);
      return { ...known, set: { task, actual, predicted: scored.scores } };
    }
    case 'anomaly':
      return { ...known, set: await oddSet(job, facts) };
    case 'binary':
    case 'multiclass':
      return { ...known, ...(await classSet(job, { ...facts, task })) };
    default:
      return assertNever(task);
  }
}

/** Columns beside the features that say what is true. */
function alsoRead({ manifest, scorer }: OpenModel): string[] {
  const strength = scorer.recommends?.columns.strength ?? null;
  return strength === null ? [manifest.target] : [manifest.target, strength];
}

type Facts = { model: OpenModel; scored: TableScores; target: StoredColumn };

async function readNumberTarget(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, scored, target }: Facts,
): Promise<Float64Array> {
  const { columns } = await readColumns(job.session, scored.from.relation, [
    { ...wantedColumn(target), kind: 'number' },
  ]);
  const actual = columns[0]?.kind === 'number' ? columns[0].values : new Float64Array(0);
  requireKnown(actual.some(Number.isFinite), { job, target: model.manifest.target, rows: scored.rows });
  return actual;
}

/** Which rows are known to be odd: those of the class that is called positive, of two. */
async function oddSet(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, scored, target }: Facts,
): Promise<PredictionSet> {
  const texts = await readTexts(job.session, scored.from.relation, target);
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  requireKnown(counts.size > 0, { job, target: model.manifest.target, rows: scored.rows });
  if (counts.size !== 2) {
    throw new PipelineError({
      code: 'not-two-classes',
      family: 'pipeline',
      place: `${job.title} › rows`,
      seen: `${counts.size} different values of "${model.manifest.target}"`,
      expected: 'two: one for odd rows, one for ordinary ones',
      next: 'Make a column that says which rows are known to be odd.',
      column: model.manifest.target,
    });
  }
  const [, odd] = orderClasses(counts, target.type);
  const actual = Int32Array.from(texts, (text) => (text === null ? -1 : text === odd ? 1 : 0));
  return { task: 'anomaly', actual, predicted: scored.scores };
}

/** Groups, and rows as far apart as the model itself finds them: groups are judged by the distances that made them. */
async function groupSet(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, table, scored }: { model: OpenModel; table: TableView; scored: TableScores },
): Promise<PredictionSet> {
  const { columns } = await readFeatures(job, { model, table });
  const { measuredBy } = model.scorer;
  return { task: 'clustering', predicted: scored.scores, ...clusterPoints(columns, { rows: scored.rows, measuredBy }) };
}

async function classSet(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  options: Facts & { task: 'binary' | 'multiclass' },
): Promise<Pick<LabelledScores, 'set' | 'unknownClasses'>> {
  const { model, scored, target, task } = options;
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
