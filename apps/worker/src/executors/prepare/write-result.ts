import {
  featureSetId,
  type PlanLookup,
  type StoredColumn,
  startPlan,
  type TableMeta,
} from '@millrace/pipeline-core/features';
import { quoteNames } from '../../data/sql-text';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { reservedIn } from '../../data/table-view';
import type { ExecutorJob, ExecutorResult, TableView } from '../executor';

type Job = Pick<ExecutorJob<unknown>, 'session' | 'folder' | 'title'>;

/** Names of everything the file of a table holds, for a SELECT list. */
export function allColumns(meta: TableMeta): string {
  return quoteNames([...reservedIn(meta), ...meta.columns.map(({ name }) => name)]);
}

/** Rows that were chosen or ordered: same columns, same row numbers, and the feature plan goes on. */
export async function writeChosenRows(
  job: Job,
  options: { table: TableView; query: string },
): Promise<ExecutorResult & { rows: number }> {
  const { meta } = options.table;
  const path = outputPath(job.folder, 'table');
  const written = await writeTable(job.session, { query: options.query, path, columns: meta.columns });
  const out: TableMeta = { ...meta, rows: written.rows, columns: written.columns };
  return { outputs: tableOutputs('table', written.path, out), rows: written.rows };
}

/**
 * A table whose columns come about in this step: the feature plan starts here. `from` are the tables it was made of,
 * whose batches it names; `split` is kept where the rows still have their marks.
 */
export async function writeCutTable(
  job: Job,
  options: {
    query: string;
    columns: readonly StoredColumn[];
    from: readonly TableView[];
    split?: TableMeta['split'] | undefined;
    /** Columns that are looked up when a request is answered. */
    lookups?: readonly PlanLookup[];
    port?: string;
    /** Most rows that are written, and read again, at a time: where a cell is large. */
    groupRows?: number;
  },
): Promise<ExecutorResult & { rows: number; path: string }> {
  const { port = 'table', split, lookups = [], groupRows } = options;
  const path = outputPath(job.folder, port);
  const { query, columns } = options;
  const written = await writeTable(job.session, { query, path, columns, groupRows });
  const started = startPlan(
    written.columns.map(({ sqlType: _, ...column }) => column),
    job.title,
  );
  const plan = lookups.length === 0 ? started : { ...started, lookups: [...lookups] };
  const meta: TableMeta = {
    v: 1,
    rows: written.rows,
    columns: written.columns,
    ...(split === undefined ? {} : { split }),
    plan,
    featureSetId: featureSetId(plan),
    batches: [...new Set(options.from.flatMap((table) => table.meta.batches))],
  };
  return { outputs: tableOutputs(port, written.path, meta), rows: written.rows, path: written.path };
}
