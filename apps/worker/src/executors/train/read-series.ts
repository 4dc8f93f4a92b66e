import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { nameList, requireTarget, requireTimeColumn, seriesColumn } from '@millrace/pipeline-core/steps';
import { readColumns, requireColumn, wantedColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { TrainingRows } from '../../runtimes/model-runtime';
import type { ExecutorJob } from '../executor';
import { requireFit } from '../require-fit';
import type { Training } from './training-rows';

/** The time and the series of each row by name; empty: the marked ones. */
export type SeriesColumns = { time: string; series: string };

/**
 * Reads what a forecast learns from: the time, the name of the series and the target of train rows. Rows without a time or
 * a target are left out and counted. Validation rows are not looked at: nothing is learned from what comes later.
 */
export async function readSeries(
  job: ExecutorJob<{ target: string }>,
  { time: timeName, series: seriesName }: SeriesColumns,
): Promise<Training> {
  const fit = requireFit(job);
  const schema = schemaOf(fit.meta);
  const stored = (name: string) => requireColumn(fit.meta.columns, name, job.title);
  const target = requireNumber(stored(requireTarget(schema, job.params.target, job.title).name), job.title);
  const time = stored(requireTimeColumn(schema, timeName, job.title).name);
  const found = seriesColumn(schema, seriesName)?.name ?? seriesName;
  const names = found === '' ? [] : [requireText(stored(found), job.title)];
  const there = [target, time].map((column) => `${entrySql(column.name, column.sqlType)} IS NOT NULL`).join(' AND ');
  const read = await readColumns(job.session, `(SELECT * FROM ${fit.relation} WHERE ${there})`, [
    { name: time.name, sqlType: time.sqlType, kind: 'number' },
    ...names.map(({ name, sqlType }) => ({ name, sqlType, kind: 'category' as const })),
    { ...wantedColumn(target), kind: 'number' },
  ]);
  if (read.rows < fit.rows) {
    const without = nameList([time.name, target.name]);
    job.log('warning', `${fit.rows - read.rows} of ${fit.rows} train rows have no ${without} and are left out.`);
  }
  const values = read.columns.at(-1);
  if (read.rows === 0 || values?.kind !== 'number') throw noRows(job.title, [time.name, target.name], fit.rows);
  const train: TrainingRows = {
    rows: read.rows,
    features: read.columns.slice(0, -1),
    target: { kind: 'number', values: values.values },
    timeUnit: unitOf(time),
  };
  return { task: 'regression', target, classes: null, train, validation: null };
}

/** What the numbers of a time column count, as they do in requests. */
function unitOf({ type }: StoredColumn): NonNullable<TrainingRows['timeUnit']> {
  if (type === 'date') return 'day';
  return type === 'timestamp' ? 'millisecond' : 'number';
}

function requireNumber(column: StoredColumn, title: string): StoredColumn {
  if (column.type === 'integer' || column.type === 'number') return column;
  throw new PipelineError({
    code: 'target-type',
    family: 'pipeline',
    place: `${title} › target`,
    seen: `"${column.name}" of type ${column.type}`,
    expected: 'a column of numbers',
    next: 'Choose another target, or cast it before.',
    column: column.name,
  });
}

function requireText(column: StoredColumn, title: string): StoredColumn {
  if (column.type === 'text') return column;
  throw new PipelineError({
    code: 'series-type',
    family: 'pipeline',
    place: `${title} › series`,
    seen: `"${column.name}" of type ${column.type}`,
    expected: 'a column of texts that tells the series apart',
    next: 'Choose another column, or cast it to text before.',
    column: column.name,
    fix: { addStep: 'cast-types', before: true },
  });
}

function noRows(title: string, names: readonly string[], rows: number): PipelineError {
  return new PipelineError({
    code: 'target-missing',
    family: 'pipeline',
    place: `${title} › rows`,
    seen: `none of ${rows} train rows with ${nameList(names)}`,
    expected: 'rows whose time and target are known',
    next: 'Choose other columns, or check the steps before.',
  });
}
