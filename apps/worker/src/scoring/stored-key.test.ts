import { randomUUID } from 'node:crypto';
import { findApiKeyByHash } from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKeyCheck, hashKey } from './api-key';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.drop());

it('finds a key as the sign-in library stores it', async () => {
  // Test vector of sha256 in base64url without padding, which is the sign-in library's form.
  expect(hashKey('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  const { id: ownerId } = await makeUser(database.db);
  const project = await makeProject(database.db, { ownerId });
  await database.db.prisma.apikey.create({
    data: {
      id: randomUUID(),
      key: hashKey('mr_secret'),
      name: 'client',
      referenceId: project.id,
      permissions: JSON.stringify({ millrace: ['predict'] }),
      metadata: JSON.stringify({ ownerId }),
      createdAt: new Date(),
      updatedAt: new Date(),
    },
  });
  const check = createKeyCheck({ find: (hash) => findApiKeyByHash(database.db, hash), now: Date.now });
  const ask = (scope: 'predict' | 'deploy') =>
    check({ headers: { authorization: 'Bearer mr_secret' }, projectId: project.id, scope });
  expect((await ask('predict')).kind).toBe('allowed');
  expect((await ask('deploy')).kind).toBe('forbidden');
});
