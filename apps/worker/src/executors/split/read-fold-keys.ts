import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { FoldRows, MakeFoldsOptions } from '@millrace/pipeline-core/split';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { requireTarget, targetColumn } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { readNumbers, readTexts, requireColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';

type Job = ExecutorJob<z.output<Catalog['cross-validate']['params']>>;
export type FoldKeys = Pick<FoldRows, 'codes' | 'times'> & Pick<MakeFoldsOptions, 'target'>;

/** A target with more different values than this is not counted by class. */
const mostClasses = 100;

/** What the train rows are divided by: their class, group or time; and their class for the receipt where it is a category. */
export async function readFoldKeys(job: Job, fit: TableView): Promise<FoldKeys> {
  const { strategy } = job.params;
  const target = await readTarget(job, fit);
  const counted = target === null ? {} : { target };
  switch (strategy) {
    case 'k-fold':
      return counted;
    case 'stratified':
      return { ...counted, codes: target?.codes ?? [] };
    case 'grouped': {
      const { codes } = await readCodes(job, fit, chosenColumn(job, fit, 'group'));
      return { ...counted, codes };
    }
    case 'time-series':
      return { ...counted, times: await readTimes(job, fit, chosenColumn(job, fit, 'time')) };
  }
}

async function readTarget(job: Job, fit: TableView): Promise<NonNullable<FoldKeys['target']> | null> {
  const { strategy, target: name } = job.params;
  const stratified = strategy === 'stratified';
  const schema = schemaOf(fit.meta);
  const target = stratified ? requireTarget(schema, name, job.title) : targetColumn(schema, name);
  if (target === null) return null;
  const column = requireColumn(fit.meta.columns, target.name, `${job.title} › target`);
  if (!stratified && column.type === 'number') return null;
  const read = await readCodes(job, fit, column);
  if (read.classes.length <= mostClasses) return read;
  if (!stratified) return null;
  throw new PipelineError({
    code: 'too-many-classes',
    family: 'pipeline',
    place: `${job.title} › target`,
    seen: `${read.classes.length} different values in "${column.name}"`,
    expected: `a target with at most ${mostClasses} classes to stratify by`,
    next: 'Choose random folds, or another target.',
    column: column.name,
  });
}

/** Codes of a column's values in their order as texts, -1 where it is missing. */
async function readCodes(
  job: Job,
  fit: TableView,
  column: StoredColumn,
): Promise<{ codes: Int32Array; classes: string[] }> {
  const values = await readTexts(job.session, fit.relation, column);
  const classes = [...new Set(values.filter((value) => value !== null))].sort();
  const codeOf = new Map(classes.map((value, code) => [value, code]));
  return { classes, codes: Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1))) };
}

/** Times as numbers that grow with them; NaN where there is none. */
async function readTimes(job: Job, fit: TableView, column: StoredColumn): Promise<Float64Array> {
  const cell = entrySql(column.name, column.sqlType);
  const isTime = column.type === 'date' || column.type === 'timestamp';
  const value = isTime ? `epoch_us(CAST(${quoteName(column.name)} AS TIMESTAMP))` : cell;
  return readNumbers(job.session, `(SELECT CAST(${value} AS DOUBLE) AS at FROM ${fit.relation})`, 'at');
}

/** The column a parameter names, else the one with the role of that name. */
function chosenColumn(job: Job, fit: TableView, param: 'group' | 'time'): StoredColumn {
  const { columns } = fit.meta;
  const place = `${job.title} › ${param}`;
  const name = job.params[param] === '' ? columns.find(({ role }) => role === param)?.name : job.params[param];
  if (name !== undefined) return orderable(requireColumn(columns, name, place), { place, param });
  throw new PipelineError({
    code: `no-${param}`,
    family: 'pipeline',
    place,
    seen: `no column with the role ${param}`,
    expected: `the column that holds the ${param}`,
    next: 'Choose it in this step, or mark it in Select columns.',
  });
}

function orderable(column: StoredColumn, { place, param }: { place: string; param: 'group' | 'time' }): StoredColumn {
  if (param === 'group' || ['date', 'timestamp', 'integer', 'number'].includes(column.type)) return column;
  throw new PipelineError({
    code: 'column-type',
    family: 'pipeline',
    place,
    seen: `"${column.name}" of type ${column.type}`,
    expected: 'a date, a time or a number',
    next: 'Cast it before, or choose another column.',
    column: column.name,
  });
}
