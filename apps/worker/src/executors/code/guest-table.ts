import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { nameList } from '@millrace/pipeline-core/steps';
import { quoteName, quoteText } from '../../data/sql-text';
import { isPlainFile } from '../../guests/guest-state';
import { requireRoom } from '../../guests/take-file';
import type { ExecutorJob, ExecutorResult } from '../executor';
import { answerColumns } from '../prepare/answer-columns';
import { writeCutTable } from '../prepare/write-result';
import { guestTables } from './guest-folder';

const linesOfJson = "format = 'newline_delimited', sample_size = -1";

type Job = Pick<ExecutorJob<unknown>, 'session' | 'folder' | 'title' | 'inputs' | 'log'>;

/**
 * The table that a guest wrote to an output, in the order of its file, as the outputs of the step; null when it wrote
 * none. What it wrote is not trusted: it is read by the locked-down engine, and only from a plain file.
 */
export async function readGuestTable(job: Job, folder: string, port: string): Promise<ExecutorResult | null> {
  const base = join(folder, 'out', port);
  const place = `${job.title} › output ${port}`;
  const read = (await isPlainFile(`${base}.parquet`))
    ? { path: `${base}.parquet`, by: (path: string) => `read_parquet(${path})` }
    : (await isPlainFile(`${base}.jsonl`))
      ? { path: `${base}.jsonl`, by: (path: string) => `read_json(${path}, ${linesOfJson})` }
      : null;
  if (read === null) return null;
  await requireRoom(read.path, place);
  const relation = `guest_${port}`;
  try {
    await job.session.run(`CREATE TEMP VIEW ${relation} AS SELECT * FROM ${read.by(quoteText(read.path))}`);
    await job.session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  } catch (error) {
    throw unreadable(place, error);
  }
  const from = guestTables(job).map(({ table }) => table);
  const columns = await answerColumns(job, {
    ...{ relation, from, code: 'python-column', place },
    retype: (name) => `Make text or numbers of it before output(): table["${name}"] = table["${name}"].astype(str).`,
    rename: 'Give the column another name.',
  });
  const cells = columns.map(({ stored, cell }) => `${cell} AS ${quoteName(stored.name)}`);
  const result = await writeCutTable(job, {
    query: `SELECT ${['row_number() OVER () - 1 AS __row', ...cells].join(', ')} FROM ${relation}`,
    columns: columns.map(({ stored }) => stored),
    from,
    port,
  });
  if (from.some(({ meta }) => meta.split !== undefined)) job.log('warning', splitLost);
  const names = columns.map(({ stored }) => stored.name);
  job.log('info', `${port}: ${result.rows} rows with ${nameList(names, 8)}.`);
  return result;
}

const splitLost =
  'Code does not keep the marks of rows, so the split ends here and test rows may be learned from. Move Split rows behind this step.';

function unreadable(place: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  return new PipelineError({
    code: 'python-output',
    family: 'pipeline',
    place,
    seen: `a file that is no table (${cause.message.split('\n')[0]?.slice(0, 200) ?? ''})`,
    expected: 'a Parquet file',
    next: 'Give the table to output("table", …) instead of writing the file yourself.',
    cause,
  });
}
