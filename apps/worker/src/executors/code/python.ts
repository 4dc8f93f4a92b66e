import type { Catalog } from '@millrace/pipeline-core/steps';
import { runCodePy } from '../../generated/guest-texts';
import { chooseEnvironment } from '../../guests/guest-errors';
import type { ExecutorFor } from '../executor';
import { makeGuestFolder, wholeTables } from './guest-folder';
import { readGuestOutputs } from './guest-outputs';
import { runCode } from './run-code';

/** Runs an author's Python over the inputs, as a guest, and takes what it left in its folder. */
export const pythonExecutor: ExecutorFor<Catalog['python']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const environment = chooseEnvironment(job.guests, job.params.environment, job.title);
    const files = { 'step.py': job.params.code, 'lib/millrace_run.py': runCodePy };
    const folder = await makeGuestFolder(job, { environment, inputs: wholeTables(job), outputs: ['table'], files });
    job.log('info', `Python ${environment.version}, environment “${environment.name}”.`);
    await runCode(job, { environment, folder, program: 'lib/millrace_run.py' });
    return { outputs: await readGuestOutputs(job, folder), repeats: job.params.repeats };
  },
};
