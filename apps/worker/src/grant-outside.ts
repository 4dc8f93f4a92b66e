import { type Database, readSecret } from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { sourceTaskSchema } from '@millrace/pipeline-core/sources';
import type { Environment } from './env';
import type { GrantOutside } from './execution';
import { type OutsideGrant, readList } from './outside/outside-grant';
import { writeEvents } from './topics/write-events';

type Options = {
  db: Database;
  environment: Pick<Environment, 'MILLRACE_KEY' | 'PRIVATE_HOSTS' | 'WATCH_ROOTS'>;
};

/** What the operator allows sources to reach, whatever they are. */
export function reachOf(environment: Options['environment']): Omit<OutsideGrant, 'secret'> {
  return {
    privateHosts: readList(environment.PRIVATE_HOSTS, /,/),
    watchRoots: readList(environment.WATCH_ROOTS, process.platform === 'win32' ? /[,;]/ : /[,:]/),
  };
}

/** What a reading is given: the secret it names, opened now, and what it may reach. */
export async function grantNamed(
  { db, environment }: Options,
  wanted: { projectId: ProjectId; secret: string | null; place: string },
): Promise<OutsideGrant> {
  const { projectId, secret: name, place } = wanted;
  const reach = reachOf(environment);
  if (name === null) return { ...reach, secret: null };
  if (environment.MILLRACE_KEY === undefined) throw noKey(place, name);
  const found = await readSecret(db, { projectId, name, installationKey: environment.MILLRACE_KEY });
  if (!found.ok) throw noSecret(place, name, found.why);
  return { ...reach, secret: found.value };
}

/** The same for a step of a run: its source says which secret, and which events. */
export function createGrants(options: Options): GrantOutside {
  return async ({ projectId, spec, folder, signal }) => {
    const task = sourceTaskSchema.safeParse(spec.references.source?.data).data;
    const grant = await grantNamed(options, { projectId, secret: task?.secret ?? null, place: spec.title });
    if (task?.events === undefined) return grant;
    return { ...grant, events: await writeEvents(options.db, { projectId, task, folder, signal }) };
  };
}

function noKey(place: string, name: string): PipelineError {
  return new PipelineError({
    code: 'no-installation-key',
    family: 'operator',
    place: `${place} › secret`,
    seen: `the secret “${name}”, and no key to open it`,
    expected: 'MILLRACE_KEY in the environment of the worker',
    next: 'Start the worker with the key of this installation.',
  });
}

function noSecret(place: string, name: string, why: 'missing' | 'unreadable'): PipelineError {
  const seen = why === 'missing' ? `no secret “${name}”` : `the secret “${name}”, sealed with another key`;
  return new PipelineError({
    code: `secret-${why}`,
    family: 'pipeline',
    place: `${place} › secret`,
    seen,
    expected: 'a secret of this project',
    next: 'Set the secret again under Settings, or choose another one.',
    message: `The source cannot be read: ${seen}. Set the secret again under Settings, or choose another one.`,
  });
}
