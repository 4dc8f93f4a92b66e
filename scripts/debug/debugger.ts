import { spawn } from 'node:child_process';
import path from 'node:path';
import { DIE_WITH_PARENT, REPOSITORY_ROOT } from '../root';

const WORKER = path.join(REPOSITORY_ROOT, 'apps', 'worker');
const PROGRAM = path.join(WORKER, 'dist', 'debug.mjs');

/** Bundles the sources as they are now, beside the worker's build and without touching it. */
export async function buildDebugger(): Promise<void> {
  const code = await runNode([path.join(WORKER, 'build-debug.mjs')], {});
  if (code !== 0) throw new Error('The code of the worker does not build; the reason stands above.');
}

/** @returns the exit code: 0 when the folder is complete */
export function fetchCapsule(o: {
  name: string;
  folder: string;
  databaseUrl: string;
  dataDir: string;
}): Promise<number> {
  return runNode([PROGRAM, 'fetch', o.name, o.folder], { DATABASE_URL: o.databaseUrl, DATA_DIR: o.dataDir });
}

/** Executes the step: under the inspector, or with `run` at once. It is told no address and no key of the installation. */
export function openCapsule(o: { folder: string; run: boolean }): Promise<number> {
  return runNode([PROGRAM, o.run ? 'run' : 'inspect', o.folder], {
    DATABASE_URL: undefined,
    REDIS_URL: undefined,
    MILLRACE_KEY: undefined,
  });
}

async function runNode(args: string[], variables: Record<string, string | undefined>): Promise<number> {
  const child = spawn(process.execPath, ['--import', DIE_WITH_PARENT, ...args], {
    cwd: WORKER,
    env: { ...process.env, ...variables, MILLRACE_PARENT: String(process.pid) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}
