import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guestInputs, guestValues } from '@millrace/pipeline-core/steps';
import { tableFormatOf } from '../../data/parquet-file';
import { quoteNames, quoteText } from '../../data/sql-text';
import { millraceErrorsPy, millracePy } from '../../generated/guest-texts';
import type { GuestEnvironment } from '../../guests/guest-grant';

import type { ExecutorJob, TableView } from '../executor';

type Values = readonly { name: string; value: string }[];
type Job = Pick<ExecutorJob<{ values: Values }>, 'params' | 'session' | 'folder'>;

/** The tables that are connected, by the names of their inputs. */
export function guestTables(job: Pick<ExecutorJob<unknown>, 'inputs'>): { name: string; table: TableView }[] {
  return guestInputs.flatMap((name) => {
    const table = job.inputs[name]?.[0]?.table;
    return table === undefined ? [] : [{ name, table }];
  });
}

/** A table for a guest: the name it reads it by, and the query that makes it. */
export type GuestInput = { name: string; query: string; columns: number };

/** The connected tables as they are, without the marks of their rows. */
export function wholeTables(job: Pick<ExecutorJob<unknown>, 'inputs'>): GuestInput[] {
  return guestTables(job).map(({ name, table }) => {
    const { columns } = table.meta;
    const cells = columns.length === 0 ? '1 AS none' : quoteNames(columns.map((column) => column.name));
    return { name, query: `SELECT ${cells} FROM ${table.relation}`, columns: columns.length };
  });
}

type GuestFiles = {
  environment: GuestEnvironment;
  inputs: readonly GuestInput[];
  /** Outputs for tables. */
  outputs: readonly string[];
  /** What code that trains a model is told of it. */
  model?: object;
  files: Readonly<Record<string, string>>;
};

/**
 * Makes the folder of a guest: `in/<name>.parquet` with the columns of each table (rows as JSON lines beside it where the
 * environment reads no Parquet), params.json, ports.json, the module millrace, and the files given by name.
 */
export async function makeGuestFolder(job: Job, options: GuestFiles): Promise<string> {
  const { environment, inputs, outputs, model, files } = options;
  const folder = join(job.folder, 'guest');
  for (const name of ['in', 'out', 'lib']) await mkdir(join(folder, name), { recursive: true });
  for (const input of inputs) await writeInput(job, { folder, input, environment });
  const ports = { inputs: inputs.map(({ name }) => name), outputs, ...(model === undefined ? {} : { model }) };
  const all = {
    'params.json': JSON.stringify(guestValues(job.params.values)),
    'ports.json': JSON.stringify(ports),
    'lib/millrace.py': millracePy,
    'lib/millrace_errors.py': millraceErrorsPy,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  return folder;
}

async function writeInput(
  job: Pick<Job, 'session'>,
  to: { folder: string; input: GuestInput; environment: GuestEnvironment },
): Promise<void> {
  const { name, query, columns } = to.input;
  const base = join(to.folder, 'in', name);
  await job.session.run(`COPY (${query}) TO ${quoteText(`${base}.parquet`)} (${tableFormatOf(columns)})`);
  if (to.environment.packages.pyarrow === undefined)
    await job.session.run(`COPY (${query}) TO ${quoteText(`${base}.jsonl`)} (FORMAT json)`);
}
