import { type Catalog, requireColumns, usedKeys } from '@millrace/pipeline-core/steps';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { requireTable } from '../require-table';
import { numbered, orderTerms } from './sort-sql';
import { allColumns, writeChosenRows } from './write-result';

/** Writes the rows in another order; each keeps its number. */
export const sortRowsExecutor: ExecutorFor<Catalog['sort-rows']> = {
  kind: 'run',
  async run(job) {
    const table = requireTable(job, 'table');
    const keys = usedKeys(job.params.keys);
    requireColumns(
      schemaOf(table.meta),
      keys.map(({ column }) => column),
      `${job.title} › order by`,
    );
    const query = `SELECT ${allColumns(table.meta)} FROM ${numbered(table)} ORDER BY ${orderTerms(table, keys)}`;
    return writeChosenRows(job, { table, query });
  },
};
