import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type Catalog,
  encodeStateSchema,
  mapCategories,
  meanNames,
  requireTarget,
} from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn, textSql } from '../../data/read-columns';
import { quoteName, quoteText } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorJob, OutOfFold } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { readTask } from '../train/training-rows';

type Job = ExecutorJob<z.output<Catalog['encode-categories']['params']>>;
type Level = { value: string; count: number; means: number[] };

/**
 * Means of the target per category (Micci-Barreca 2001 with a fixed weight, as the m-estimate):
 * (sum of the category + smoothing x mean of all) / (rows of the category + smoothing), over train rows with a label.
 * Leaves tables for `outOfFoldMeans` in the session: labels with folds, and per column the sums by category and fold.
 */
export async function learnMeans(job: Job, columns: readonly StoredColumn[]): Promise<JsonObject> {
  const fit = requireFit(job);
  const target = requireColumn(
    fit.meta.columns,
    requireTarget(schemaOf(fit.meta), job.params.target, job.title).name,
    job.title,
  );
  const { classes } = await readTask(job, { fit, target, choice: job.params.task });
  const made = classes === null ? null : await classesWithColumn(job, { target, classes });
  const labels = await makeFolds(job, { target, made });
  const priors = await overallMeans(job, labels);
  const learned = [];
  for (const [at, column] of columns.entries()) {
    const levels = await meansOf(job, { column, at, labels, priors });
    learned.push({ name: column.name, rows: fit.rows, levels });
  }
  const several = made !== null && made.length > 1 ? made : null;
  job.log(
    'info',
    `Learned the mean of "${target.name}" for the categories of ${learned.length} columns from ${fit.rows} rows.`,
  );
  return toPlainJson({ columns: learned, target: { name: target.name, classes: several, priors } });
}

/** The classes that get a column: of two the positive one, of more the most frequent but one. */
async function classesWithColumn(
  job: Job,
  { target, classes }: { target: StoredColumn; classes: readonly string[] },
): Promise<string[]> {
  if (classes.length === 2) return classes.slice(1);
  const found = await job.session.query(
    `SELECT t FROM (SELECT ${textSql(target)} AS t FROM ${requireFit(job).relation}) WHERE t IS NOT NULL
      GROUP BY t ORDER BY count(*) DESC, t`,
  );
  const frequent = found.map(({ t }) => String(t)).slice(1);
  const { maxClasses } = job.params;
  if (frequent.length <= maxClasses) return frequent;
  job.log(
    'warning',
    `"${target.name}" has ${classes.length} classes; the ${maxClasses} most frequent but one get a column each.`,
  );
  return frequent.slice(0, maxClasses);
}

/**
 * The label of every train row as numbers y0, y1, … and its fold. Rows with a label are dealt out evenly in an order that
 * only seed and row number decide, those without one as well.
 */
async function makeFolds(job: Job, { target, made }: { target: StoredColumn; made: string[] | null }): Promise<number> {
  const { seed, folds } = job.params;
  const label = textSql(target);
  const numbers =
    made === null
      ? [`CAST(${entrySql(target.name, target.sqlType)} AS DOUBLE)`]
      : made.map((name) => `CASE WHEN ${label} = ${quoteText(name)} THEN 1e0 WHEN ${label} IS NOT NULL THEN 0e0 END`);
  const cells = numbers.map((sql, at) => `${sql} AS y${at}`);
  await job.session.run(
    `CREATE OR REPLACE TEMP TABLE encode_labels AS
     SELECT *, (row_number() OVER (PARTITION BY y0 IS NULL ORDER BY md5(concat('${seed ?? job.seed}:', __row)), __row) - 1) % ${folds} AS fold
       FROM (SELECT __row, ${cells.join(', ')} FROM ${requireFit(job).relation})`,
  );
  const { rows } = await job.session.numbers('SELECT count(y0) AS rows FROM encode_labels');
  if ((rows ?? 0) < 2) throw tooFewLabels(job, target.name, rows ?? 0);
  return numbers.length;
}

/** Means over all labels; per fold over those of the other folds, in the table `encode_priors`. */
async function overallMeans(job: Job, labels: number): Promise<number[]> {
  const each = (make: (at: number) => string) => Array.from({ length: labels }, (_, at) => make(at)).join(', ');
  await job.session.run(
    `CREATE OR REPLACE TEMP TABLE encode_priors AS
     WITH sums AS (SELECT fold, count(y0) AS n, ${each((at) => `coalesce(sum(y${at}), 0) AS s${at}`)} FROM encode_labels GROUP BY fold)
     SELECT a.fold, ${each((at) => `sum(b.s${at}) / sum(b.n) AS p${at}`)}
       FROM sums a JOIN sums b ON a.fold <> b.fold GROUP BY a.fold`,
  );
  const means = await job.session.numbers(`SELECT ${each((at) => `avg(y${at}) AS p${at}`)} FROM encode_labels`);
  return Array.from({ length: labels }, (_, at) => means[`p${at}`] ?? 0);
}

async function meansOf(
  job: Job,
  o: { column: StoredColumn; at: number; labels: number; priors: readonly number[] },
): Promise<Level[]> {
  const { column, at, labels, priors } = o;
  const { smoothing } = job.params;
  const each = (make: (label: number) => string) =>
    Array.from({ length: labels }, (_, label) => make(label)).join(', ');
  await job.session.run(
    `CREATE OR REPLACE TEMP TABLE encode_sums${at} AS
     SELECT value, fold, count(*) AS rows, count(y0) AS n, ${each((label) => `coalesce(sum(y${label}), 0) AS s${label}`)}
       FROM (SELECT __row, ${textSql(column)} AS value FROM ${requireFit(job).relation}) JOIN encode_labels USING (__row)
      WHERE value IS NOT NULL GROUP BY value, fold`,
  );
  const found = await job.session.query(
    `SELECT value, sum(rows)::DOUBLE AS count, ${each((label) => `(sum(s${label}) + ${smoothing} * ${priors[label]}::DOUBLE) / nullif(sum(n) + ${smoothing}, 0) AS m${label}`)}
       FROM encode_sums${at} GROUP BY value ORDER BY count DESC, value LIMIT ${mapCategories + 1}`,
  );
  if (found.length > mapCategories)
    job.log('warning', `"${column.name}" has more than ${mapCategories} categories; the rarest get the overall mean.`);
  return found.slice(0, mapCategories).map((row) => ({
    value: String(row.value),
    count: Number(row.count),
    means: priors.map((prior, label) => {
      const mean = row[`m${label}`];
      return typeof mean === 'number' ? mean : prior;
    }),
  }));
}

/** The same means for train rows, each from the labels of the other folds: sums never hold the row's own label. */
export async function outOfFoldMeans(job: Job, state: JsonObject): Promise<OutOfFold> {
  const fit = requireFit(job);
  const learned = encodeStateSchema.parse(state);
  const names = meanNames(learned, schemaOf(fit.meta));
  const joins: string[] = [];
  const cells: string[] = [];
  for (const [at, column] of learned.columns.entries()) {
    const labels = names[at] ?? [];
    await othersOf(job, { at, labels: labels.length, limited: column.levels.length >= mapCategories });
    const cell = textSql(requireColumn(fit.meta.columns, column.name, job.title));
    joins.push(`LEFT JOIN encode_others${at} e${at} ON e${at}.value = c.v${at} AND e${at}.fold = l.fold`);
    cells.push(`${cell} AS v${at}`);
  }
  const made = names.flatMap((labels, at) =>
    labels.map((name, label) => `coalesce(e${at}.m${label}, p.p${label}) AS ${quoteName(name)}`),
  );
  if (made.length === 0) return { relation: `(SELECT __row FROM ${fit.relation})`, columns: [] };
  const relation = `(SELECT c.__row, ${made.join(', ')}
     FROM (SELECT __row, ${cells.join(', ')} FROM ${fit.relation}) c
     JOIN encode_labels l USING (__row) JOIN encode_priors p USING (fold) ${joins.join(' ')})`;
  return { relation, columns: names.flat() };
}

/** Means of each category and fold from the sums of the other folds, in the table `encode_others<at>`. */
async function othersOf(
  job: Job,
  { at, labels, limited }: { at: number; labels: number; limited: boolean },
): Promise<void> {
  const { smoothing } = job.params;
  const means = Array.from(
    { length: labels },
    (_, label) =>
      `(coalesce(sum(b.s${label}), 0) + ${smoothing} * any_value(p.p${label})) / nullif(coalesce(sum(b.n), 0) + ${smoothing}, 0) AS m${label}`,
  );
  const kept = `(SELECT value FROM encode_sums${at} GROUP BY value ORDER BY sum(rows) DESC, value LIMIT ${mapCategories})`;
  await job.session.run(
    `CREATE OR REPLACE TEMP TABLE encode_others${at} AS
     SELECT a.value, a.fold, ${means.join(', ')}
       FROM encode_sums${at} a JOIN encode_priors p ON p.fold = a.fold
       LEFT JOIN encode_sums${at} b ON b.value = a.value AND b.fold <> a.fold
      ${limited ? `WHERE a.value IN ${kept}` : ''} GROUP BY a.value, a.fold`,
  );
}

function tooFewLabels(job: Job, name: string, rows: number): PipelineError {
  return new PipelineError({
    code: 'too-few-labels',
    family: 'pipeline',
    place: `${job.title} › target`,
    seen: `${rows} train rows with a value of "${name}"`,
    expected: 'at least two, so that a row can be encoded without its own label',
    next: 'Check the filters and the split before this step, or choose another method.',
    column: name,
  });
}
