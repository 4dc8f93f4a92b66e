import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { firstNotRaw, type TableMeta } from '@millrace/pipeline-core/features';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { parquetRelation, quoteName } from '../../data/sql-text';
import { writeTable } from '../../data/table-store';
import { reservedIn } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';

/**
 * The rows with a signature's columns as callers will send them. Where a step has remade one (a cast, an imputation), the
 * cells come from the table where the plan of the rows starts, joined by row number; which rows and parts there are
 * stays with `rows`.
 */
export async function rawRows(
  job: Pick<ExecutorJob<unknown>, 'session' | 'folder' | 'title' | 'inputs'>,
  { rows, inputs }: { rows: TableView; inputs: readonly SignatureInput[] },
): Promise<TableView> {
  const names = inputs.map(({ name }) => name);
  if (firstNotRaw(rows.meta, names) === null) return rows;
  const source = job.inputs.source?.[0]?.table ?? rows;
  requireRaw(job.title, source.meta, names);
  const columns = source.meta.columns.filter(({ name }) => names.includes(name));
  const cells = columns.map(({ name }) => `s.${quoteName(name)}`);
  const kept = reservedIn(rows.meta).map((name) => `r.${quoteName(name)}`);
  const row = quoteName(reservedColumns.row);
  const written = await writeTable(job.session, {
    query: `SELECT ${[...kept, ...cells].join(', ')} FROM ${source.relation} s JOIN ${rows.relation} r ON s.${row} = r.${row} ORDER BY r.${row}`,
    path: join(job.folder, 'raw-rows.parquet'),
    columns,
  });
  const { split } = rows.meta;
  const meta: TableMeta = { ...source.meta, rows: written.rows, columns: written.columns };
  return {
    relation: parquetRelation(written.path),
    meta: split === undefined ? meta : { ...meta, split },
    rows: written.rows,
  };
}

/** Golden rows are requests: a column that is not there, or that a step has remade, cannot be sent. */
function requireRaw(title: string, meta: TableMeta, names: readonly string[]): void {
  const wrong = firstNotRaw(meta, names);
  if (wrong === null) return;
  const { name, why } = wrong;
  throw new PipelineError({
    code: 'not-raw-rows',
    family: 'pipeline',
    place: `${title} › rows`,
    seen: `rows ${why === 'remade' ? `in which a step has already changed "${name}"` : `without "${name}"`}`,
    expected: 'rows with the columns callers will send, as they came',
    next:
      why === 'remade'
        ? 'Connect the split, or the table before the step that changes this column.'
        : 'Connect rows of the data this model was trained on.',
    column: name,
  });
}
