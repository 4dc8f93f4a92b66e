import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { z } from 'zod';
import type { ChildOutput } from '../../child/protocol';
import { outputPath } from '../../data/table-store';
import { isPlainFile, readGuestJson } from '../../guests/guest-state';
import { takeGuestFile } from '../../guests/take-file';
import type { ExecutorJob } from '../executor';
import { readGuestTable } from './guest-table';

const mostFigures = 1_000;
const figuresSchema = z.record(z.string().max(200), z.number());
const fileSchema = z.object({ name: z.string().min(1).max(200) });

type Job = Pick<ExecutorJob<unknown>, 'session' | 'folder' | 'title' | 'inputs' | 'log'>;

/** Everything a guest left in its folder: its table, its figures, its file. Throws when it left nothing of these, unless it may. */
export async function readGuestOutputs(
  job: Job,
  folder: string,
  { mayBeNothing = false } = {},
): Promise<ChildOutput[]> {
  const table = await readGuestTable(job, folder, 'table');
  const outputs = [...(table?.outputs ?? []), ...(await figuresOutput(job, folder)), ...(await readFile(job, folder))];
  if (outputs.length === 0 && !mayBeNothing) throw new PipelineError({ ...nothing, place: `${job.title} › code` });
  if (table === null) job.log('info', 'The code gave no table: steps connected to Table have nothing to read.');
  return outputs;
}

const nothing = {
  code: 'python-no-output',
  family: 'pipeline',
  seen: 'code that gave nothing',
  expected: 'a table, a figure or a file',
  next: 'Give what comes out to output("table", …), metric(name, value) or output_file(path) of the module millrace.',
} as const;

async function figuresOutput(job: Job, folder: string): Promise<ChildOutput[]> {
  const figures = await readFigures(job, folder);
  return figures === null ? [] : [{ port: 'metrics', kind: 'metrics', inline: { v: 1, figures } }];
}

/** The figures that code gave, by name; null when it gave none. */
export async function readFigures(
  job: Pick<ExecutorJob<unknown>, 'title'>,
  folder: string,
): Promise<Record<string, number> | null> {
  const path = join(folder, 'metrics.json');
  if (!(await isPlainFile(path))) return null;
  const figures = figuresSchema.safeParse(await readGuestJson(path));
  if (figures.success && Object.keys(figures.data).length <= mostFigures) return figures.data;
  throw new PipelineError({
    code: 'python-figures',
    family: 'pipeline',
    place: `${job.title} › metrics.json`,
    seen: figures.success ? `${Object.keys(figures.data).length} figures` : 'a value that is no number',
    expected: `up to ${mostFigures} numbers by name, none of them NaN or infinite`,
    next: 'Give figures to metric(name, value) of the module millrace, and check them before.',
  });
}

async function readFile(job: Job, folder: string): Promise<ChildOutput[]> {
  const path = join(folder, 'out', 'file');
  const facts = fileSchema.safeParse(await readGuestJson(`${path}.json`));
  const own = outputPath(job.folder, 'file', 'bin');
  if (!(await takeGuestFile(path, own, { place: `${job.title} › output file` }))) return [];
  const name = facts.success ? facts.data.name : 'file';
  return [
    { port: 'file', kind: 'made-file', path: own },
    { port: 'file.facts', kind: 'json', inline: { v: 1, name } },
  ];
}
