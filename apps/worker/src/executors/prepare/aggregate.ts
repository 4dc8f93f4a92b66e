import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type AggregateColumn,
  type AggregateMeasure,
  aggregateColumns,
  type Catalog,
} from '@millrace/pipeline-core/steps';
import { requireColumn } from '../../data/read-columns';
import { quoteName, sqlTypeOf } from '../../data/sql-text';
import { findColumn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';
import { finiteSql, spreadSql } from './figure-sql';
import { fileOrder, numbered } from './sort-sql';
import { valueSql } from './value-sql';
import { writeOrigin } from './write-origin';
import { writeCutTable } from './write-result';

/** One row for each group, in the order of the group columns; the groups stay in the session to tell where rows went. */
export const aggregateExecutor: ExecutorFor<Catalog['aggregate']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const { params } = job;
    const table = requireTable(job, 'table');
    const schema = schemaOf(table.meta);
    requireSettings(job);
    const columns = aggregateColumns(schema, params);
    const keys = columns.filter(({ measure }) => measure === null).map(({ column }) => quoteName(column.name));
    const cells = columns.map((column, at) => `${cellSql(table, column)} AS c${at}`);
    const order = keys.length === 0 ? '' : `ORDER BY ${keys.map((_, at) => `c${at} NULLS LAST`).join(', ')}`;
    await job.session.run(
      `CREATE TEMP TABLE grouped AS SELECT row_number() OVER (${order}) - 1 AS __row, * FROM (
        SELECT ${cells.join(', ')} FROM ${numbered(table)} ${keys.length === 0 ? '' : `GROUP BY ${keys.join(', ')}`})`,
    );
    const stored = columns.map(({ column }): StoredColumn => {
      const source = findColumn(table.meta, column.name);
      return {
        ...column,
        sqlType: source !== undefined && params.by.includes(column.name) ? source.sqlType : sqlTypeOf(column),
      };
    });
    const names = stored.map(({ name }, at) => `c${at} AS ${quoteName(name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT ${['__row', ...names].join(', ')} FROM grouped ORDER BY __row`,
      columns: stored,
      from: [table],
    });
    const on = keys.map((key, at) => `t.${key} IS NOT DISTINCT FROM g.c${at}`).join(' AND ');
    const origin = await writeOrigin(
      job,
      `SELECT g.__row AS row, 'table' AS port, t.__row AS source FROM ${table.relation} t JOIN grouped g ON ${on === '' ? 'true' : on}`,
    );
    job.log('info', `${table.rows} rows make ${result.rows} ${result.rows === 1 ? 'group' : 'groups'}.`);
    return { outputs: [...result.outputs, origin] };
  },
};

function cellSql(table: TableView, { column, measure }: AggregateColumn): string {
  if (measure === null) return quoteName(column.name);
  if (measure.what === 'rows') return 'count(*)';
  const value = valueSql(requireColumn(table.meta.columns, measure.column, 'Aggregate'));
  return `TRY_CAST(${measureSql(measure, { value, place: fileOrder(table) })} AS ${sqlTypeOf(column)})`;
}

/** A figure that its type cannot hold is missing. */
function measureSql({ what, by }: AggregateMeasure, { value, place }: { value: string; place: string }): string {
  switch (what) {
    case 'rows':
      return 'count(*)';
    case 'count':
      return `count(${value})`;
    case 'distinct':
      return `count(DISTINCT ${value})`;
    case 'sum':
      return finiteSql(`sum(${value})`);
    case 'mean':
      return finiteSql(`avg(${value})`);
    case 'median':
      return finiteSql(`median(${value})`);
    case 'min':
    case 'max':
      return `${what}(${value})`;
    case 'sd':
      return spreadSql(value);
    case 'share-true':
      return `avg(CAST(${value} AS DOUBLE))`;
    case 'most-frequent':
      return `mode(${value} ORDER BY ${place})`;
    case 'first':
    case 'last': {
      const pick = what === 'first' ? 'arg_min' : 'arg_max';
      if (by === '') return `${pick}(${value}, ${place})`;
      return `${pick}(${value}, row(${quoteName(by)}, ${place})) FILTER (WHERE ${quoteName(by)} IS NOT NULL)`;
    }
  }
}
