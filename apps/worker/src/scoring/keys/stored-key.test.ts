import { randomUUID } from 'node:crypto';
import { addMember, removeMember, revokeApiKey } from '@millrace/db';
import { createListener } from '@millrace/db/protocol';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { followChanges } from '../releases/follow-changes';
import { createKeyCheck, hashKey } from './api-key';
import { createCurrentKeys } from './current-keys';
import { findKeyOfMember } from './find-key';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.drop());

async function makeKey() {
  const { id: ownerId } = await makeUser(database.db);
  const project = await makeProject(database.db);
  await addMember(database.db, { projectId: project.id, userId: userIdSchema.parse(ownerId), role: 'engineer' });
  const [id, secret] = [randomUUID(), `mr_${randomUUID()}`];
  await database.db.prisma.apikey.create({
    data: {
      id,
      key: hashKey(secret),
      name: 'client',
      referenceId: project.id,
      permissions: JSON.stringify({ millrace: ['predict'] }),
      metadata: JSON.stringify({ ownerId }),
      createdAt: new Date(),
      updatedAt: new Date(),
    },
  });
  return { id, secret, projectId: project.id, userId: userIdSchema.parse(ownerId) };
}

it('finds a key as the sign-in library stores it', async () => {
  // Test vector of sha256 in base64url without padding, which is the sign-in library's form.
  expect(hashKey('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  const { secret, projectId } = await makeKey();
  const keys = createKeyCheck({ find: (hash) => findKeyOfMember(database.db, hash), now: Date.now });
  const ask = (scope: 'predict' | 'deploy') => keys.identify({ headers: { authorization: `Bearer ${secret}` }, scope });
  expect(await ask('predict')).toMatchObject({ kind: 'allowed', projectId });
  expect((await ask('deploy')).kind).toBe('forbidden');
});

describe('a remembered key', () => {
  type Made = Awaited<ReturnType<typeof makeKey>>;
  // Time stands still: only a notice makes the check ask again.
  const keys = createKeyCheck({ find: (hash) => findKeyOfMember(database.db, hash), now: () => 0 });
  const ask = async ({ secret }: Made) =>
    (await keys.identify({ headers: { 'x-api-key': secret }, scope: 'predict' })).kind;
  let changes: { close(): Promise<void> };
  beforeAll(async () => {
    changes = await followChanges({
      databaseUrl: database.url,
      onEndpoints: async () => undefined,
      onScores: async () => undefined,
      onKeys: keys.forget,
      onConnect: keys.forget,
      onLost: () => undefined,
      onFeatures: async () => undefined,
      onFeeds: () => undefined,
      onEvents: () => undefined,
      logger: createQuietLogger(),
    });
  });
  afterAll(() => changes.close());

  const ends: [how: string, end: (key: Made) => Promise<unknown>][] = [
    ['when it is revoked', (key) => revokeApiKey(database.db, key)],
    ['when it is disabled', ({ id }) => database.db.prisma.apikey.update({ where: { id }, data: { enabled: false } })],
    ['when its owner leaves', (key) => removeMember(database.db, key)],
  ];
  it.each(ends)('ends at once %s', async (_how, end) => {
    const key = await makeKey();
    await until(async () => (await ask(key)) === 'allowed', { what: 'the key' });
    await end(key);
    await until(async () => (await ask(key)) === 'unauthorized', { what: 'the end of the key' });
  });

  it('is not asked for again because it is used', async () => {
    const heard: string[] = [];
    const onNotify = (_channel: string, payload: string) => void heard.push(payload);
    const listener = await createListener({ url: database.url, channels: ['mr_key'], onNotify });
    const { id } = await makeKey();
    const say = (word: string) => database.db.pool.query('select pg_notify($1,$2)', ['mr_key', word]);
    await say('before');
    const data = { requestCount: 5, lastRequest: new Date(), updatedAt: new Date() };
    await database.db.prisma.apikey.update({ where: { id }, data });
    await say('after');
    await until(() => heard.includes('after'), { what: 'the last notice' });
    expect(heard.slice(heard.indexOf('before'))).toEqual(['before', 'after']);
    await listener.close();
  });
});

it('a key that was revoked while nobody heard of it ends when the connection is back', async () => {
  const { secret, id } = await makeKey();
  // Time stands still: nothing is forgotten with time.
  const keys = createCurrentKeys({ find: (hash) => findKeyOfMember(database.db, hash), now: () => 0 });
  let tries = 0;
  const nothing = () => undefined;
  const later = async () => undefined;
  const changes = await followChanges({
    ...{ databaseUrl: database.url, logger: createQuietLogger() },
    ...{ onEndpoints: later, onScores: later, onFeatures: later, onFeeds: nothing, onEvents: nothing },
    onKeys: () => expect.unreachable('the notice was lost'),
    onConnect() {
      tries += 1;
      keys.onConnect();
    },
    onLost: keys.onLost,
  });
  const ask = async () => (await keys.identify({ headers: { 'x-api-key': secret }, scope: 'predict' })).kind;
  expect(await ask()).toBe('allowed');
  // As if no notice had come: those who listen are gone when it is sent, and nobody tells of the change otherwise.
  await database.db.pool.query(`alter table apikey disable trigger user`);
  await database.db.prisma.apikey.update({ where: { id }, data: { enabled: false } });
  expect(await ask()).toBe('allowed');
  await database.db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'millrace-listener' and datname = current_database()`,
  );
  await until(() => tries === 2, { what: 'a new connection' });
  expect(await ask()).toBe('unauthorized');
  await database.db.pool.query(`alter table apikey enable trigger user`);
  await changes.close();
});
