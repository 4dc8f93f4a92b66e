import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guestInputs, guestValues } from '@millrace/pipeline-core/steps';
import { tableFormatOf } from '../../data/parquet-file';
import { quoteNames, quoteText } from '../../data/sql-text';
import { millracePy } from '../../generated/guest-texts';
import type { GuestEnvironment } from '../../guests/guest-grant';

import type { ExecutorJob, TableView } from '../executor';

type Values = readonly { name: string; value: string }[];
type Job = Pick<ExecutorJob<{ values: Values }>, 'params' | 'inputs' | 'session' | 'folder'>;

/** The tables that are connected, by the names of their inputs. */
export function guestTables(job: Pick<ExecutorJob<unknown>, 'inputs'>): { name: string; table: TableView }[] {
  return guestInputs.flatMap((name) => {
    const table = job.inputs[name]?.[0]?.table;
    return table === undefined ? [] : [{ name, table }];
  });
}

/**
 * Makes the folder of a guest: `in/<port>.parquet` with the columns of each table (rows as JSON lines beside it where the
 * environment reads no Parquet), params.json, ports.json, the module millrace, and the files given by name.
 */
export async function makeGuestFolder(
  job: Job,
  options: { environment: GuestEnvironment; outputs: readonly string[]; files: Readonly<Record<string, string>> },
): Promise<string> {
  const folder = join(job.folder, 'guest');
  for (const name of ['in', 'out', 'lib']) await mkdir(join(folder, name), { recursive: true });
  const tables = guestTables(job);
  for (const { name, table } of tables) await writeInput(job, { folder, name, table, ...options });
  const ports = { inputs: tables.map(({ name }) => name), outputs: options.outputs };
  const files = {
    'params.json': JSON.stringify(guestValues(job.params.values)),
    'ports.json': JSON.stringify(ports),
    'lib/millrace.py': millracePy,
    ...options.files,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function writeInput(
  job: Job,
  to: { folder: string; name: string; table: TableView; environment: GuestEnvironment },
): Promise<void> {
  const { columns } = to.table.meta;
  const cells = columns.length === 0 ? '1 AS none' : quoteNames(columns.map(({ name }) => name));
  const query = `SELECT ${cells} FROM ${to.table.relation}`;
  const base = join(to.folder, 'in', to.name);
  await job.session.run(`COPY (${query}) TO ${quoteText(`${base}.parquet`)} (${tableFormatOf(columns.length)})`);
  if (to.environment.packages.pyarrow === undefined)
    await job.session.run(`COPY (${query}) TO ${quoteText(`${base}.jsonl`)} (FORMAT json)`);
}
