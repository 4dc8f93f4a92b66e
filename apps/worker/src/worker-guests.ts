import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './env';
import { makeWorkerFolder } from './execution';
import { reachOf } from './grant-outside';
import type { Hidden } from './guests/hidden-paths';
import { type Guests, probeGuests } from './guests/probe-guests';

/** What a worker can do for guests, and where they get their folders. */
export type WorkerGuests = Guests & { folder: string };

const installation = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Looks up once for all roles of this process which Pythons it has, when the first of them asks. */
export function lookUpGuests(environment: Environment): () => Promise<WorkerGuests> {
  let found: Promise<WorkerGuests> | null = null;
  return () => {
    found ??= look(environment);
    return found;
  };
}

async function look(environment: Environment): Promise<WorkerGuests> {
  const folder = await makeWorkerFolder(join(environment.DATA_DIR, 'attempts'));
  const guests = await probeGuests({
    named: environment.PYTHON_ENVS,
    allow: environment.ALLOW_PYTHON,
    searchPath: environment.PATH,
    folder,
    dataFolder: environment.DATA_DIR,
    hidden: hiddenFromGuests(environment),
  });
  return { ...guests, folder };
}

/** What is nobody's business but the worker's, beside its data folder. */
function hiddenFromGuests(environment: Environment): Hidden[] {
  const watched = reachOf(environment).watchRoots.map((path) => ({ what: 'a folder of WATCH_ROOTS', path }));
  return [
    ...watched.map((one) => ({ ...one, inSystem: true })),
    { what: 'the home folder of the worker’s user', path: homedir(), inSystem: false },
    { what: 'Millrace itself', path: installation, inSystem: false },
  ];
}
