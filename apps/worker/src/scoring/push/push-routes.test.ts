import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { deleteSource, listRefusals, type Project, readTopic, type Source } from '@millrace/db';
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArtifactStore } from '../../data/artifact-store';
import { scratchFolder } from '../../data/testing/scratch';
import { createFigures } from '../../ground/figures';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { hashKey } from '../keys/api-key';
import { type Scoring, startScoring } from '../start-scoring';

const folder = scratchFolder('push');
let test: TestDatabase;
let project: Project;
let other: Project;
let scoring: Scoring;
/** Ids of the events that a listener in the process heard of. */
const heard: string[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  const ownerId = userIdSchema.parse((await makeUser(test.db)).id);
  project = await makeProject(test.db, { ownerId });
  other = await makeProject(test.db, { ownerId });
  for (const [projectId, name, scope] of [
    [project.id, 'sender', 'push'],
    [project.id, 'reader', 'read'],
    [other.id, 'stranger', 'push'],
  ] as const) {
    await makeApiKey(test.db, { projectId, ownerId, scopes: [scope], name, hash: hashKey(name) });
  }
  const store = await createArtifactStore(join(folder, 'artifacts'));
  scoring = await startScoring({
    ...{ db: test.db, databaseUrl: test.url, pathOf: store.pathOf, dataDir: folder, host: '127.0.0.1', port: 0 },
    ...{ internalToken: 't', health: () => ({ status: 'ok', roles: ['score'] }), figures: createFigures() },
    onStored: (_source, _project, events) => void heard.push(...events.map(({ id }) => id)),
    logger: createQuietLogger(),
  });
}, 120_000);

afterAll(async () => {
  await scoring?.stop();
  await test?.drop();
});

function makePushed(config: object = {}): Promise<Source> {
  return makeSource(test.db, { projectId: project.id, name: randomUUID(), config });
}

type Sending = { key?: string | null; headers?: Record<string, string>; type?: string };

async function push(source: Pick<Source, 'id'> | string, body: string | Buffer, o: Sending = {}) {
  const { key = 'sender', type = 'application/json', headers = {} } = o;
  const id = typeof source === 'string' ? source : source.id;
  const answer = await fetch(`http://127.0.0.1:${scoring.port}/sources/${id}/events`, {
    method: 'POST',
    headers: { 'content-type': type, ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: answer.status, headers: answer.headers, json: JSON.parse(await answer.text()) };
}

const eventsOf = (source: Source) =>
  readTopic(test.db, { projectId: project.id, topic: pushTopic(source.id), after: 0, limit: 1000 });

describe('the address of a source', () => {
  it('answers when the events are stored, and tells the process of them', async () => {
    const source = await makePushed({ idField: 'n', timeField: 'at' });
    const answer = await push(
      source,
      '{"n":"a1","at":"2026-11-01T10:00:00Z"}\n{"n":"a2","at":"2026-11-01T11:00:00Z"}',
      {
        type: 'application/x-ndjson; charset=utf-8',
      },
    );
    expect(answer).toMatchObject({ status: 202, json: { stored: 2, repeated: 0 } });
    expect(await eventsOf(source)).toMatchObject([
      { id: 'a1', offset: 1, time: new Date('2026-11-01T10:00:00Z'), data: { n: 'a1' } },
      { id: 'a2', offset: 2 },
    ]);
    expect(heard).toEqual(expect.arrayContaining(['a1', 'a2']));
  });

  it('stores an event once, however often and from however many senders at once it comes', async () => {
    const source = await makePushed({ idField: 'n' });
    const bodies = Array.from({ length: 40 }, (_, at) => JSON.stringify([{ n: at % 10 }, { n: at % 7 }]));
    const answers = await Promise.all(bodies.map((body) => push(source, body)));
    const sum = (field: string) => answers.reduce((total, { json }) => total + json[field], 0);
    expect([sum('stored'), sum('repeated')]).toEqual([10, 70]);
    const ids = (await eventsOf(source)).map(({ id }) => id).toSorted();
    expect(ids).toEqual(Array.from({ length: 10 }, (_, at) => String(at)));
    expect(heard.filter((id) => id === '9')).toHaveLength(1);
  });

  it('keeps late and out-of-order events in the order they came, with the time they happened', async () => {
    const source = await makePushed({ timeField: 'at' });
    const times = ['2026-11-03T00:00:00Z', '2026-11-01T00:00:00+02:00', '2001-01-01T00:00:00Z'];
    for (const at of times) await push(source, JSON.stringify({ at }));
    expect((await eventsOf(source)).map(({ time }) => time)).toEqual(times.map((at) => new Date(at)));
  });

  it('takes a repeated request without ids once by its Idempotency-Key', async () => {
    const source = await makePushed();
    const headers = { 'idempotency-key': 'request 1' };
    expect((await push(source, '[{"a":1},{"a":1}]', { headers })).json).toEqual({ stored: 2, repeated: 0 });
    expect((await push(source, '[{"a":1},{"a":1}]', { headers })).json).toEqual({ stored: 0, repeated: 2 });
    expect((await push(source, '[{"a":2}]', { headers })).json).toEqual({ stored: 1, repeated: 0 });
  });

  it('unpacks gzip, and no bomb', async () => {
    const source = await makePushed();
    const headers = { 'content-encoding': 'gzip' };
    expect((await push(source, gzipSync('{"a":1}'), { headers })).json).toEqual({ stored: 1, repeated: 0 });
    const bomb = gzipSync(Buffer.alloc(200 * 1024 ** 2, ' '));
    expect(await push(source, bomb, { headers })).toMatchObject({ status: 413, json: { title: 'too-large' } });
    expect(await push(source, '{"a":1}', { headers })).toMatchObject({ status: 400, json: { title: 'not-gzip' } });
    const br = { 'content-encoding': 'br' };
    expect(await push(source, '{"a":1}', { headers: br })).toMatchObject({ status: 415 });
    expect(await eventsOf(source)).toHaveLength(1);
  });

  it.each<[string, string | Buffer, Sending, number, string]>([
    ['no key', '{}', { key: null }, 401, 'unauthorized'],
    ['an unknown key', '{}', { key: 'guess' }, 401, 'unauthorized'],
    ['a key without the scope', '{}', { key: 'reader' }, 403, 'forbidden'],
    ['a key of another project', '{}', { key: 'stranger' }, 404, 'no-source'],
    ['half a line', '{"n":"x1"}\n{"n":"x2', { type: 'application/x-ndjson' }, 400, 'not-json'],
    ['no id', '[{"n":"x1"},{"m":1}]', {}, 422, 'no-id'],
    ['an id that digits were lost of', '{"n":12345678901234567890}', {}, 422, 'number-too-large'],
    ['a character that cannot be kept', '{"n":"x1","t":"\\u0000"}', {}, 422, 'bad-character'],
    ['half of a pair', '{"n":"x1","t":"\\ud800"}', {}, 422, 'bad-character'],
    ['an id that is too long', JSON.stringify({ n: '漢'.repeat(400) }), {}, 422, 'long-id'],
    ['another type', 'n=1', { type: 'application/x-www-form-urlencoded' }, 415, 'wrong-type'],
    ['a list of nothing', '[]', {}, 422, 'empty'],
    ['too many', JSON.stringify(Array.from({ length: 10_001 }, (_, n) => ({ n }))), {}, 413, 'too-many'],
    ['too long', Buffer.alloc(11 * 1024 ** 2, ' '), {}, 413, 'too-large'],
  ])('refuses %s as a whole, in words', async (_what, body, sending, status, title) => {
    const source = await makePushed({ idField: 'n' });
    const answer = await push(source, body, sending);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({ status, json: { status, title, type: `urn:millrace:error:${title}` } });
    expect(answer.json.detail).not.toBe('');
    expect(await eventsOf(source)).toEqual([]);
  });

  it('counts what it refused by reason, for the page of the source', async () => {
    const source = await makePushed({ idField: 'n' });
    for (const body of ['{"m":1}', '{"m":2}', '{"n":']) await push(source, body);
    await push(source, '{"n":1}', { key: 'reader' }); // a stranger's: not the source's business
    const since = new Date(Date.now() - 60_000);
    const refused = await until(
      async () => {
        const rows = await listRefusals(test.db, { sourceId: source.id, since });
        return rows.length === 2 ? rows : null;
      },
      { what: 'the refusals' },
    );
    expect(refused.map(({ code, count }) => [code, count]).toSorted()).toEqual([
      ['no-id', 2],
      ['not-json', 1],
    ]);
    expect(refused.find(({ code }) => code === 'no-id')?.message).toContain('has no n');
  });

  it('takes pairs that are written as escapes, and times that the database could not keep only with words', async () => {
    const source = await makePushed({ timeField: 'at' });
    const smile = '{"at":"2026-11-01T10:00:00Z","t":"\\ud83d\\ude00"}';
    expect(await push(source, smile)).toMatchObject({ status: 202 });
    expect(await push(source, '{"at":"0000-01-01T00:00:00Z"}')).toMatchObject({
      status: 422,
      json: { title: 'no-time' },
    });
    expect(await eventsOf(source)).toMatchObject([{ data: { t: '😀' } }]);
  });

  it('keeps a CloudEvent whose data are nothing', async () => {
    const source = await makePushed();
    const event = { specversion: '1.0', id: 'n', source: '/s', type: 't', data: null };
    const answer = await push(source, JSON.stringify(event), { type: 'application/cloudevents+json' });
    expect(answer).toMatchObject({ status: 202, json: { stored: 1 } });
    expect(await eventsOf(source)).toMatchObject([{ id: 'n', data: null }]);
  });

  it('is not there for a deleted source, one of another kind, and what is no id', async () => {
    const gone = await makePushed();
    await deleteSource(test.db, gone);
    const topic = await makePushed({ kind: 'topic', topic: 'orders' });
    for (const id of [gone.id, topic.id, randomUUID(), 'orders'])
      expect(await push(id, '{"a":1}')).toMatchObject({ status: 404, json: { title: 'no-source' } });
  });
});
