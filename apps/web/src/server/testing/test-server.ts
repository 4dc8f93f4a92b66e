import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { addMember, type Database } from '@millrace/db';
import { createTestDatabase, makeProject, makeUser } from '@millrace/db/testing';
import type { Role } from '@millrace/pipeline-core/access';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, vi } from 'vitest';
import type { Caller } from '../auth/caller';
import { database } from '../database';
import { enterProject, type ProjectContext } from '../use-case';

export const internalToken = 'an internal token for tests only';
export const publicUrl = 'http://millrace.test';
export const publicScoringUrl = 'http://ask.millrace.test';

/** The server's own modules on a fresh database; nothing listens. Worker addresses lead nowhere unless given. */
export async function startTestServer(
  o: { dataServiceUrl?: string; scoringUrl?: string } = {},
): Promise<{ db: Database; stop(): Promise<void> }> {
  const test = await createTestDatabase();
  const variables = {
    DATABASE_URL: test.url,
    BETTER_AUTH_SECRET: `secret of this test ${randomUUID()}`,
    INTERNAL_TOKEN: internalToken,
    MILLRACE_KEY: `key of this test ${randomUUID()}`,
    INTERNAL_DATA_URL: o.dataServiceUrl ?? 'http://127.0.0.1:9',
    SCORING_URL: o.scoringUrl ?? 'http://127.0.0.1:9',
    PUBLIC_URL: publicUrl,
    PUBLIC_SCORING_URL: publicScoringUrl,
  };
  forgetProcess();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return {
    db: database(),
    async stop() {
      await database().close();
      await test.drop();
      vi.unstubAllEnvs();
      forgetProcess();
    },
  };
}

/** What the server keeps once per process is of one test file here: files take turns in a process. */
function forgetProcess(): void {
  for (const name of ['millraceEnvironment', 'millraceDatabase', 'millraceAuth', 'millraceRunHub'])
    Reflect.deleteProperty(globalThis, name);
}

/** The database of the test file that called `withTestServer`; there from its first test on. */
export let db: Database;

/** A server for all tests of this file. `dataService` and `scoring` stand where those of the worker are. */
export function withTestServer(o: { dataService?: RequestListener; scoring?: RequestListener } = {}): void {
  const data = o.dataService === undefined ? null : createServer(o.dataService);
  const scoring = o.scoring === undefined ? null : createServer(o.scoring);
  let server: Awaited<ReturnType<typeof startTestServer>>;
  beforeAll(async () => {
    server = await startTestServer({
      ...(data === null ? {} : { dataServiceUrl: await listen(data) }),
      ...(scoring === null ? {} : { scoringUrl: await listen(scoring) }),
    });
    db = server.db;
  });
  afterAll(async () => {
    data?.close();
    scoring?.close();
    await server.stop();
  });
}

/** @returns the address it listens at, on a free port */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in does not listen');
  return `http://127.0.0.1:${address.port}`;
}

export type Person = Extract<Caller, { kind: 'person' }>;

/** Somebody who is signed in, member of nothing. */
export async function makePerson(db: Database, o: { installationAdmin?: boolean } = {}): Promise<Person> {
  const { id, email } = await makeUser(db);
  const installationAdmin = o.installationAdmin ?? false;
  return { kind: 'person', user: userIdSchema.parse(id), name: 'Ada', email, installationAdmin };
}

/** Somebody with this role in a project. */
export async function makeMember(
  db: Database,
  o: { project: { id: Project['id'] }; role: Role; person?: Person },
): Promise<Person> {
  const person = o.person ?? (await makePerson(db));
  await addMember(db, { projectId: o.project.id, userId: person.user, role: o.role });
  return person;
}

export type Project = Awaited<ReturnType<typeof makeProject>>;

/** A project of its own and the context in which a member with this role calls use cases. */
export async function makeContext(db: Database, role: Role = 'admin'): Promise<ProjectContext> {
  const project = await makeProject(db);
  const caller = await makeMember(db, { project, role });
  return enterProject(caller, { in: 'project', right: 'view', scope: 'read' }, project.slug);
}
