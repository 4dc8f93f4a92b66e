import { tableFormatOf } from '../../data/parquet-file';
import { quoteText } from '../../data/sql-text';
import { outputPath, type TableOutput } from '../../data/table-store';
import type { ExecutorJob } from '../executor';

/**
 * The artifact `<port>.origin` of a step that numbers rows anew (architecture.md 7): for each new row the input port and
 * the number the row had there. An input with many connections is `<port>.<place>`. `query` gives row, port and source.
 */
export async function writeOrigin(
  job: Pick<ExecutorJob<unknown>, 'session' | 'folder'>,
  query: string,
  port = 'table',
): Promise<TableOutput> {
  const name = `${port}.origin`;
  const path = outputPath(job.folder, name);
  const ordered = `SELECT CAST(row AS BIGINT) AS row, port, source FROM (${query}) ORDER BY row, port, source`;
  await job.session.run(`COPY (${ordered}) TO ${quoteText(path)} (${tableFormatOf(1)})`);
  return { port: name, kind: 'table', path };
}
