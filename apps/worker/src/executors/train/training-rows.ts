import { detectTask } from '@millrace/pipeline-core/document';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type TargetTask, taskFacts } from '@millrace/pipeline-core/release';
import type { Column, TableSchema } from '@millrace/pipeline-core/schema';
import {
  type ModelFeatures,
  modelFeatures,
  nameList,
  pixelFeatures,
  requireTarget,
  textFeatures,
} from '@millrace/pipeline-core/steps';
import {
  readColumns,
  readTexts,
  requireColumn,
  textSql,
  type WantedColumn,
  wantedColumn,
} from '../../data/read-columns';
import { quoteTexts } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { FeatureColumn, TargetColumn, TrainingRows } from '../../runtimes/model-runtime';
import type { ExecutorJob, TableView } from '../executor';
import { requireFit } from '../require-fit';
import { orderClasses } from './order-classes';

export type TaskChoice = 'auto' | 'classification' | 'regression';

export type Training = {
  task: TargetTask;
  target: StoredColumn;
  classes: string[] | null;
  train: TrainingRows;
  validation: TrainingRows | null;
};

/**
 * Reads what a trainer learns from: features the model can read and the target of train rows, and of validation rows if
 * there are any. Rows without a target are left out and counted, and so are validation rows of a class that no train row
 * has, of which no model could be right; a target of one class is an error that names it.
 */
export async function readTraining(
  job: ExecutorJob<{ target: string }>,
  options: { task: TaskChoice } & FeatureChoice,
): Promise<Training> {
  const fit = requireFit(job);
  const schema = schemaOf(fit.meta);
  const target = requireColumn(fit.meta.columns, requireTarget(schema, job.params.target, job.title).name, job.title);
  const chosen = chooseFeatures(schema, { ...options, target: target.name });
  for (const { column, reason } of chosen.leftOut) job.log('warning', `"${column.name}" is left out: ${reason}.`);
  const names = new Set(chosen.columns.map(({ name }) => name));
  const features = fit.meta.columns.filter(({ name }) => names.has(name));
  const asText = options.texts !== undefined;
  const { task, classes } = await readTask(job, { fit, target, choice: options.task });
  const read = (view: TableView, isKnown: string) =>
    readRows(job, { view, isKnown, features, asText, target, classes });
  const hasTarget = `${textSql(target)} IS NOT NULL`;
  const train = await read(fit, hasTarget);
  if (train.rows < fit.rows) {
    job.log(
      'warning',
      `${fit.rows - train.rows} of ${fit.rows} train rows have no ${nameList([target.name])} and are left out.`,
    );
  }
  // No IN: with many classes the engine joins, and rows come out in no order.
  const isOfTrain = classes === null ? hasTarget : `list_contains(${quoteTexts(classes)}, ${textSql(target)})`;
  const unknown = `no ${nameList([target.name])}${classes === null ? '' : ', or a class that no train row has'}`;
  const validation = await readValidation(job, { unknown, read: (view) => read(view, isOfTrain) });
  return { task, target, classes, train, validation };
}

async function readValidation(
  job: Pick<ExecutorJob<unknown>, 'validation' | 'log'>,
  { unknown, read }: { unknown: string; read(view: TableView): Promise<TrainingRows> },
): Promise<TrainingRows | null> {
  if (job.validation === null || job.validation === undefined) return null;
  const validation = await read(job.validation);
  const left = job.validation.rows - validation.rows;
  if (left > 0)
    job.log('warning', `${left} of ${job.validation.rows} validation rows have ${unknown}, and are left out.`);
  return validation.rows === 0 ? null : validation;
}

/** What a trainer reads: numbers, with `categories` texts as well; or texts word by word; or images. */
type FeatureChoice = { categories: boolean; texts?: readonly string[]; pixels?: readonly string[] };

/** The columns that the model learns from, and those it leaves out. */
export function chooseFeatures(
  schema: TableSchema,
  options: { target: string } & FeatureChoice,
): Pick<ModelFeatures, 'leftOut'> & { columns: Column[] } {
  const { target, categories, texts, pixels } = options;
  if (pixels !== undefined) {
    const chosen = pixelFeatures(schema, { target, columns: pixels });
    return { columns: chosen.pixels, leftOut: chosen.leftOut };
  }
  if (texts !== undefined) {
    const chosen = textFeatures(schema, { target, columns: texts });
    return { columns: chosen.texts, leftOut: chosen.leftOut };
  }
  const { numbers, categories: read, leftOut } = modelFeatures(schema, { target, categories });
  return { columns: [...numbers, ...read], leftOut };
}

/** What a target asks for in these rows; its classes in order, null for a number. */
export async function readTask(
  job: ExecutorJob<unknown>,
  { fit, target, choice }: { fit: TableView; target: StoredColumn; choice: TaskChoice },
): Promise<{ task: TargetTask; classes: string[] | null }> {
  const task = chooseTask(choice, target, await countTarget(job, fit, target));
  const classes = taskFacts[task].target === 'classes' ? await readClasses(job, fit, target) : null;
  if (classes !== null && classes.length < 2) throw oneClass(job.title, target.name, classes);
  return { task, classes };
}

type TargetCount = { distinct: number; rows: number };

async function countTarget(job: ExecutorJob<unknown>, fit: TableView, target: StoredColumn): Promise<TargetCount> {
  const counts = await job.session.numbers(
    `SELECT count(t) AS rows, count(DISTINCT t) AS distinct FROM (SELECT ${textSql(target)} AS t FROM ${fit.relation})`,
  );
  const rows = counts.rows ?? 0;
  if (rows > 0) return { rows, distinct: counts.distinct ?? 0 };
  throw new PipelineError({
    code: 'target-missing',
    family: 'pipeline',
    place: `${job.title} › target`,
    seen: `no value of "${target.name}" in ${fit.rows} train rows`,
    expected: 'rows whose target is known',
    next: 'Choose another target, or check the steps before.',
    column: target.name,
  });
}

function chooseTask(choice: TaskChoice, target: StoredColumn, count: TargetCount): TargetTask {
  const classes: TargetTask = count.distinct <= 2 ? 'binary' : 'multiclass';
  if (choice === 'classification') return classes;
  const found = choice === 'regression' ? 'regression' : detectTask({ type: target.type, ...count });
  const holds = found === null ? null : taskFacts[found].target;
  if (holds === 'number' && ['integer', 'number', 'boolean'].includes(target.type)) return 'regression';
  if (holds === 'classes') return classes;
  throw new PipelineError({
    code: 'target-type',
    family: 'pipeline',
    place: 'target',
    seen: `"${target.name}" of type ${target.type}`,
    expected: choice === 'regression' ? 'a column of numbers' : 'a column of classes or numbers',
    next: 'Choose another target, or cast it before.',
    column: target.name,
  });
}

/** Classes of the train rows. For two, the positive one stands second. */
async function readClasses(job: ExecutorJob<unknown>, fit: TableView, target: StoredColumn): Promise<string[]> {
  const found = await job.session.query(
    `SELECT t, count(*) AS count FROM (SELECT ${textSql(target)} AS t FROM ${fit.relation}) WHERE t IS NOT NULL GROUP BY t`,
  );
  const counts = new Map(found.map((row) => [String(row.t), Number(row.count)]));
  if (counts.size > 1000) {
    throw new PipelineError({
      code: 'too-many-classes',
      family: 'pipeline',
      place: `${job.title} › target`,
      seen: `${counts.size} classes in "${target.name}"`,
      expected: 'at most 1,000 classes',
      next: 'Choose another target, or predict a number.',
      column: target.name,
    });
  }
  return orderClasses(counts, target.type);
}

async function readRows(
  job: ExecutorJob<unknown>,
  options: {
    view: TableView;
    /** SQL: the rows to read. */
    isKnown: string;
    features: StoredColumn[];
    asText: boolean;
    target: StoredColumn;
    classes: string[] | null;
  },
): Promise<TrainingRows> {
  const { view, isKnown, features, asText, target, classes } = options;
  const relation = `(SELECT * FROM ${view.relation} WHERE ${isKnown})`;
  const read = await readColumns(
    job.session,
    relation,
    features.map((column) => wantedFeature(column, job)),
  );
  const column = await readTarget(job, { relation, target, classes });
  const columns = read.columns.map(
    (one): FeatureColumn => (asText && one.kind === 'category' ? { ...one, kind: 'text' } : one),
  );
  return { rows: read.rows, features: columns, target: column };
}

function wantedFeature(column: StoredColumn, { limits, title }: ExecutorJob<unknown>): WantedColumn {
  const { name, type, sqlType } = column;
  const room = { megabytes: limits.memoryMegabytes, place: title };
  return type === 'vector' ? { name, kind: 'vector', sqlType, room } : wantedColumn(column);
}

async function readTarget(
  job: ExecutorJob<unknown>,
  { relation, target, classes }: { relation: string; target: StoredColumn; classes: string[] | null },
): Promise<TargetColumn> {
  if (classes === null) {
    const { columns } = await readColumns(job.session, relation, [{ ...wantedColumn(target), kind: 'number' }]);
    const [column] = columns;
    if (column?.kind !== 'number') throw new Error('a numeric target was not read as numbers');
    return { kind: 'number', values: column.values };
  }
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const texts = await readTexts(job.session, relation, target);
  const codes = Int32Array.from(texts, (text) => {
    const code = codeOf.get(text ?? '');
    if (code === undefined) throw new Error(`the class "${text}" was read, which no train row has`);
    return code;
  });
  return { kind: 'class', codes, classes };
}

function oneClass(title: string, name: string, classes: readonly string[]): PipelineError {
  return new PipelineError({
    code: 'one-class',
    family: 'pipeline',
    place: `${title} › target`,
    seen: `only the class "${classes[0] ?? ''}" of "${name}" in the train rows`,
    expected: 'at least two classes',
    next: 'Choose another target, or check the filters and the split before this step.',
    column: name,
  });
}
