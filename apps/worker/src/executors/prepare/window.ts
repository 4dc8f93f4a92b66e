import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type Catalog, type SortKey, usedKeys, type WindowMeasure, windowColumns } from '@millrace/pipeline-core/steps';
import { requireColumn } from '../../data/read-columns';
import { quoteName, quoteNames, sqlTypeOf } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';
import { finiteSql, spreadSql } from './figure-sql';
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
    requireSettings(job);
    const added = windowColumns(schema, params.measures).map(({ column, measure }) => {
      const stored: StoredColumn = { ...column, sqlType: sqlTypeOf(column) };
      return { stored, sql: windowSql(table, { measure, by: params.by, keys }) };
    });
    const cells = added.map(({ stored, sql }) => `TRY_CAST(${sql} AS ${stored.sqlType}) AS ${quoteName(stored.name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT ${[allColumns(table.meta), ...cells].join(', ')} FROM ${numbered(table)} ORDER BY ${fileOrder(table)}`,
      columns: [...table.meta.columns, ...added.map(({ stored }) => stored)],
      from: [table],
      split: table.meta.split,
    });
    job.log('info', `${added.length} columns added to ${result.rows} rows.`);
    return { outputs: result.outputs };
  },
};

type Figure = Exclude<WindowMeasure['what'], 'lag' | 'lead' | 'rank' | 'row-number'>;
type Window = { measure: WindowMeasure; by: readonly string[]; keys: readonly SortKey[] };

/** Microseconds of more than thirty thousand years: a time less that is still a whole number of the engine. */
const longestSpan = 1e18;

function windowSql(table: TableView, { measure, by, keys }: Window): string {
  const groups = by.length === 0 ? '' : `PARTITION BY ${quoteNames(by)} `;
  const rows = `${groups}ORDER BY ${orderTerms(table, keys)}`;
  const { what, steps } = measure;
  if (what === 'row-number') return `row_number() OVER (${rows})`;
  if (what === 'rank') return `rank() OVER (${groups}ORDER BY ${withoutTies(keys)})`;
  const value = valueSql(requireColumn(table.meta.columns, measure.column, 'Window'));
  if (what === 'lag' || what === 'lead') return `${what}(${value}, ${steps}) OVER (${rows})`;
  if (measure.over !== 'time') return figureSql(what, value, ` OVER (${rows} ${rowFrame(measure)})`);
  const time = quoteName(keys[0]?.column ?? '');
  const micros = Math.min(
    longestSpan,
    Math.round(measure.size * { minutes: 60, hours: 3600, days: 86_400 }[measure.unit] * 1e6),
  );
  // Whole microseconds, open at one end, so that 7 days are 7 days and not 8: at the far one with the row itself, at the
  // near one without it.
  const [far, end] = measure.current ? [Math.max(0, micros - 1), 'CURRENT ROW'] : [Math.max(1, micros), '1 PRECEDING'];
  const frame = `RANGE BETWEEN ${far} PRECEDING AND ${end}`;
  const over = ` OVER (${groups}ORDER BY epoch_us(CAST(${time} AS TIMESTAMP)) ${frame})`;
  return `CASE WHEN ${time} IS NOT NULL THEN ${figureSql(what, value, over)} END`;
}

/** A figure that its type cannot hold is missing. */
function figureSql(what: Figure, value: string, over: string): string {
  switch (what) {
    case 'mean':
      return finiteSql(`avg(${value})${over}`);
    case 'sum':
      return finiteSql(`sum(${value})${over}`);
    case 'sd':
      return spreadSql(value, over);
    case 'min':
    case 'max':
    case 'count':
      return `${what}(${value})${over}`;
  }
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
