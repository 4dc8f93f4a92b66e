import { type Catalog, requireColumns, usedKeys } from '@millrace/pipeline-core/steps';
import { quoteNames } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { requireTable } from '../require-table';
import { fileOrder, numbered, orderTerms, reverseTerms } from './sort-sql';
import { allColumns, writeChosenRows } from './write-result';

/** Keeps the first or last row of each group of equal rows; the order of the table stays. */
export const dropDuplicatesExecutor: ExecutorFor<Catalog['drop-duplicates']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const table = requireTable(job, 'table');
    const keys = usedKeys(params.order);
    requireColumns(schemaOf(table.meta), [...params.columns, ...keys.map(({ column }) => column)], job.title);
    const names = params.columns.length === 0 ? table.meta.columns.map(({ name }) => name) : params.columns;
    const order = params.keep === 'first' ? orderTerms(table, keys) : reverseTerms(table, keys);
    const groups = names.length === 0 ? '' : `PARTITION BY ${quoteNames(names)}`;
    const result = await writeChosenRows(job, {
      table,
      query: `SELECT ${allColumns(table.meta)} FROM ${numbered(table)}
        QUALIFY row_number() OVER (${groups} ORDER BY ${order}) = 1 ORDER BY ${fileOrder(table)}`,
    });
    job.log('info', `${table.rows - result.rows} of ${table.rows} rows repeated another one and were dropped.`);
    return result;
  },
};
