/** opens a step of a run in a debugger, or runs it again and compares: npm run millrace -- debug STEP_RUN [--run] [--dir PATH] */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseStepRunId } from '@millrace/pipeline-core/run';
import { runTasks } from '../build';
import { buildDebugger, fetchCapsule, openCapsule } from '../debug/debugger';
import { withDatabase } from '../debug/with-database';
import { readEnvironment } from '../environment';
import { createLog } from '../log';

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { run: { type: 'boolean', default: false }, dir: { type: 'string' } },
  });
  const name = positionals[0]?.trim() ?? '';
  if (parseStepRunId(name) === null) {
    throw new Error(
      `${name === '' ? 'Say which step of which run' : `“${name}” names no step of a run`}: open the run, choose the step, and copy its command with "Debug this step".`,
    );
  }
  const log = createLog('debug', console.error);
  const environment = readEnvironment();
  const folder = values.dir === undefined ? path.join(environment.DATA_DIR, 'capsules', name) : given(values.dir);
  await runTasks(['generate'], { output: 'stderr' });
  await buildDebugger();
  const fetched = await withDatabase({ environment, log }, (databaseUrl) =>
    fetchCapsule({ name, folder, databaseUrl, dataDir: environment.DATA_DIR }),
  );
  process.exitCode = fetched === 0 ? await openCapsule({ folder, run: values.run }) : fetched;
}

function given(folder: string): string {
  return path.resolve(process.env.INIT_CWD ?? '.', folder);
}
