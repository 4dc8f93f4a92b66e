import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readTopic } from '@millrace/db';
import {
  createTestDatabase,
  makeApiKey,
  makeProject,
  makeSource,
  makeUser,
  type TestDatabase,
} from '@millrace/db/testing';
import { pushTopic } from '@millrace/pipeline-core/events';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder } from '../../data/testing/scratch';
import { testProgram } from '../../testing/test-program';
import { hashKey } from '../keys/api-key';
import { serveProcess } from './testing/serve-process';

const folder = scratchFolder('push-killed');
const program = testProgram('scoring/push/testing/serve-and-die.ts');
const started: ChildProcess[] = [];
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
}, 120_000);
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await test?.drop();
});

async function serve(dies: boolean) {
  const served = await serveProcess(program, { url: test.url, folder, dies });
  started.push(served.child);
  return served;
}

it('keeps an event once when the process is killed between commit and answer and the sender repeats', async () => {
  const ownerId = userIdSchema.parse((await makeUser(test.db)).id);
  const { id: projectId } = await makeProject(test.db, { ownerId });
  await makeApiKey(test.db, { projectId, ownerId, scopes: ['push'], name: 'sender', hash: hashKey('sender') });
  const source = await makeSource(test.db, { projectId, config: { idField: 'id' } });
  const push = (port: number) =>
    fetch(`http://127.0.0.1:${port}/sources/${source.id}/events`, {
      method: 'POST',
      headers: { authorization: 'Bearer sender', 'content-type': 'application/json' },
      body: '[{"id":"o-1"},{"id":"o-2"}]',
    });
  const stored = () => readTopic(test.db, { projectId, topic: pushTopic(source.id), after: 0, limit: 10 });

  const first = await serve(true);
  const end = once(first.child, 'exit');
  await expect(push(first.port)).rejects.toThrow();
  expect((await end)[1]).toBe('SIGKILL');
  // Stored, though nobody was told: the case that a repeat must not double.
  expect(await stored()).toHaveLength(2);

  const second = await serve(false);
  const answer = await push(second.port);
  expect([answer.status, await answer.json()]).toEqual([202, { stored: 0, repeated: 2 }]);
  expect((await stored()).map(({ id }) => id)).toEqual(['o-1', 'o-2']);
}, 60_000);
