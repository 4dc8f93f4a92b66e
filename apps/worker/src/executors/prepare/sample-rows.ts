import { type Catalog, requireColumns } from '@millrace/pipeline-core/steps';
import { quoteName } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { requireTable } from '../require-table';
import { fileOrder, numbered } from './sort-sql';
import { allColumns, writeChosenRows } from './write-result';

type Draw = { by: 'count' | 'share'; count: number; share: number; each: string; seed: number };

/** Draws rows without replacement: the lowest of one number per row, which depends on the seed and the row alone. */
export const sampleRowsExecutor: ExecutorFor<Catalog['sample-rows']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const table = requireTable(job, 'table');
    if (params.each !== '') requireColumns(schemaOf(table.meta), [params.each], job.title);
    const query = drawSql(table, { ...params, seed: params.seed ?? job.seed });
    const result = await writeChosenRows(job, { table, query });
    job.log('info', `${result.rows} of ${table.rows} rows were drawn.`);
    return result;
  },
};

function drawSql(table: TableView, { by, count, share, each, seed }: Draw): string {
  // MD5 is the same in every version of the engine; its own hash is not.
  const draw = `md5_number_lower('${seed}:' || __row)`;
  const columns = allColumns(table.meta);
  if (each === '') {
    const wanted = by === 'count' ? count : Math.max(1, Math.round(share * table.rows));
    const chosen = `SELECT __row FROM ${table.relation} ORDER BY ${draw}, __row LIMIT ${wanted}`;
    return `SELECT ${columns} FROM ${numbered(table)} WHERE __row IN (${chosen}) ORDER BY ${fileOrder(table)}`;
  }
  const classes = `PARTITION BY ${quoteName(each)}`;
  const wanted = by === 'count' ? String(count) : `greatest(1, round(${share} * count(*) OVER (${classes})))`;
  return `SELECT ${columns} FROM ${numbered(table)}
    QUALIFY row_number() OVER (${classes} ORDER BY ${draw}, __row) <= ${wanted} ORDER BY ${fileOrder(table)}`;
}
