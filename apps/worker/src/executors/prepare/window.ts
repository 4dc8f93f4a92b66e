import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type Catalog,
  isRolling,
  requireColumns,
  type SortKey,
  usedKeys,
  type WindowMeasure,
  windowColumns,
  windowKinds,
  windowLabels,
} from '@millrace/pipeline-core/steps';
import { requireColumn } from '../../data/read-columns';
import { quoteName, quoteNames, sqlTypeOf } from '../../data/sql-text';
import { findColumn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { requireTable } from '../require-table';
import { requireMeasure } from './require-measure';
import { fileOrder, numbered, orderTerms } from './sort-sql';
import { valueSql } from './value-sql';
import { allColumns, writeCutTable } from './write-result';

/** Adds columns made from neighbouring rows; rows, their order and their marks stay. */
export const windowExecutor: ExecutorFor<Catalog['window']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const table = requireTable(job, 'table');
    const keys = usedKeys(params.order);
    const schema = schemaOf(table.meta);
    requireColumns(schema, [...params.by, ...keys.map(({ column }) => column)], job.title);
    for (const measure of params.measures) requireWindow(job, { table, keys, measure });
    const added = windowColumns(schema, params.measures).map(({ column, measure }) => {
      const stored: StoredColumn = { ...column, sqlType: sqlTypeOf(column) };
      return { stored, sql: windowSql(table, { measure, by: params.by, keys }) };
    });
    const cells = added.map(({ stored, sql }) => `CAST(${sql} AS ${stored.sqlType}) AS ${quoteName(stored.name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT ${[allColumns(table.meta), ...cells].join(', ')} FROM ${numbered(table.relation)} ORDER BY ${fileOrder}`,
      columns: [...table.meta.columns, ...added.map(({ stored }) => stored)],
      from: [table],
      split: table.meta.split,
    });
    job.log('info', `${added.length} columns added to ${result.rows} rows.`);
    return { outputs: result.outputs };
  },
};

type Window = { measure: WindowMeasure; by: readonly string[]; keys: readonly SortKey[] };

function windowSql(table: TableView, { measure, by, keys }: Window): string {
  const groups = by.length === 0 ? '' : `PARTITION BY ${quoteNames(by)} `;
  const rows = `${groups}ORDER BY ${orderTerms(keys)}`;
  const { what, steps } = measure;
  if (what === 'row-number') return `row_number() OVER (${rows})`;
  if (what === 'rank') return `rank() OVER (${groups}ORDER BY ${withoutTies(keys)})`;
  const value = valueSql(requireColumn(table.meta.columns, measure.column, 'Window'));
  if (what === 'lag' || what === 'lead') return `${what}(${value}, ${steps}) OVER (${rows})`;
  const call = `${{ mean: 'avg', sum: 'sum', min: 'min', max: 'max', sd: 'stddev_samp', count: 'count' }[what]}(${value})`;
  if (measure.over !== 'time') return `${call} OVER (${rows} ${rowFrame(measure)})`;
  const time = quoteName(keys[0]?.column ?? '');
  const micros = Math.round(measure.size * { minutes: 60, hours: 3600, days: 86_400 }[measure.unit] * 1e6);
  const end = measure.current ? 'CURRENT ROW' : '1 PRECEDING';
  // Microseconds as whole numbers: the span is open at its far end, so 7 days are 7 days and not 8.
  const frame = `RANGE BETWEEN ${micros - 1} PRECEDING AND ${end}`;
  return `CASE WHEN ${time} IS NOT NULL THEN ${call} OVER (${groups}ORDER BY epoch_us(CAST(${time} AS TIMESTAMP)) ${frame}) END`;
}

function rowFrame({ over, size, current }: WindowMeasure): string {
  const end = current ? 'CURRENT ROW' : '1 PRECEDING';
  if (over === 'start') return `ROWS BETWEEN UNBOUNDED PRECEDING AND ${end}`;
  return `ROWS BETWEEN ${Math.ceil(size) - (current ? 1 : 0)} PRECEDING AND ${end}`;
}

function withoutTies(keys: readonly SortKey[]): string {
  return keys
    .map(({ column, direction }) => `${quoteName(column)} ${direction === 'descending' ? 'DESC' : 'ASC'} NULLS LAST`)
    .join(', ');
}

function requireWindow(
  job: Pick<ExecutorJob<unknown>, 'title'>,
  { table, keys, measure }: { table: TableView; keys: readonly SortKey[]; measure: WindowMeasure },
): void {
  const { what } = measure;
  requireMeasure(table, {
    measure,
    kind: windowKinds[what],
    label: windowLabels[what],
    place: `${job.title} › new columns`,
  });
  const type = findColumn(table.meta, keys[0]?.column ?? '')?.type;
  const fail = (facts: { code: string; seen: string; expected: string }) =>
    new PipelineError({
      family: 'pipeline',
      place: `${job.title} › order`,
      next: 'Choose the column of the order.',
      ...facts,
    });
  if (what === 'rank' && keys.length === 0)
    throw fail({ code: 'no-order', seen: 'a rank without an order', expected: 'a column that ranks the rows' });
  if (isRolling(measure) && measure.over === 'time' && type !== 'date' && type !== 'timestamp')
    throw fail({
      code: 'no-time',
      seen: `a span of time in the order of ${type === undefined ? 'the table' : `a ${type} column`}`,
      expected: 'a date or a time as the first column of the order',
    });
}
