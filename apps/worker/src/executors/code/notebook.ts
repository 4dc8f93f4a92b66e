import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Catalog, readNotebook } from '@millrace/pipeline-core/steps';
import type { ChildOutput } from '../../child/protocol';
import { outputPath } from '../../data/table-store';
import { runNotebookPy } from '../../generated/guest-texts';
import { chooseEnvironment, installCommand } from '../../guests/guest-errors';
import type { GuestEnvironment } from '../../guests/guest-grant';
import { takeGuestFile } from '../../guests/take-file';
import type { ExecutorFor } from '../executor';
import { makeGuestFolder, wholeTables } from './guest-folder';
import { readGuestOutputs } from './guest-outputs';
import { runCode } from './run-code';

const mostNotebookBytes = 256 * 1024 ** 2;
const needed = ['nbclient', 'ipykernel'] as const;

/** Runs an author's notebook over the inputs, as a guest, and keeps it as it was executed. */
export const notebookExecutor: ExecutorFor<Catalog['notebook']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const { params, title } = job;
    const read = readNotebook(params.notebook);
    if (!read.ok) throw noNotebook(title, read.why);
    const environment = chooseEnvironment(job.guests, params.environment, title);
    const missing = needed.filter((name) => environment.packages[name] === undefined);
    if (missing.length > 0) throw noPackages(title, environment, missing);
    const files = { 'notebook.ipynb': params.notebook, 'lib/millrace_run.py': runNotebookPy };
    const folder = await makeGuestFolder(job, { environment, inputs: wholeTables(job), outputs: ['table'], files });
    job.log('info', `Python ${environment.version}, environment “${environment.name}”.`);
    await runCode(job, { environment, folder, program: 'lib/millrace_run.py', args: [String(params.cellSeconds)] });
    const book = await executedNotebook(job, folder);
    const others = await readGuestOutputs(job, folder, { mayBeNothing: true });
    return { outputs: [...others, book], repeats: params.repeats };
  },
};

async function executedNotebook(job: { folder: string; title: string }, folder: string): Promise<ChildOutput> {
  const path = join(folder, 'out', 'notebook.ipynb');
  const own = outputPath(job.folder, 'notebook', 'ipynb');
  const taken = await takeGuestFile(path, own, { place: `${job.title} › executed notebook`, most: mostNotebookBytes });
  if (!taken) throw noNotebook(job.title, 'The notebook took its own copy away.');
  return { port: 'notebook', kind: 'notebook', path: own };
}

function noNotebook(title: string, why: string): PipelineError {
  return new PipelineError({
    code: 'no-notebook',
    family: 'pipeline',
    place: `${title} › notebook`,
    seen: 'no notebook',
    expected: 'a notebook of Jupyter',
    next: why,
  });
}

function noPackages(title: string, environment: GuestEnvironment, missing: readonly string[]): PipelineError {
  return new PipelineError({
    code: 'python-package',
    family: 'pipeline',
    place: title,
    seen: `an environment “${environment.name}” without ${missing.join(' and ')}`,
    expected: 'what runs a notebook',
    next: `On the worker: ${installCommand(environment, missing)}. Then start the worker again.`,
  });
}
