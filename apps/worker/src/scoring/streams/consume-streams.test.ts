import { randomUUID } from 'node:crypto';
import {
  changeScoreStream,
  consumeTopic,
  createEndpoint,
  createScoreStream,
  type Database,
  decideDeadLetter,
  deleteEndpoint,
  deleteScoreStream,
  getScoreStream,
  listConsumers,
  listDeadLetters,
  listPredictions,
  listScoreStreams,
  publishEvents,
  readTopic,
  type StreamState,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import type { BusEvent } from '@millrace/pipeline-core/events';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { type Json, type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import { streamRulesSchema } from '@millrace/pipeline-core/scoring';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import { noFeatures } from '../../testing/no-features';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { Served } from '../../watching/traffic';
import type { RowAnswer, ServedEndpoint } from '../releases/served-release';
import { catchUpStreams } from './consume-streams';

let test: TestDatabase;
let db: Database;
let projectId: ProjectId;
let endpoint: ServedEndpoint;
let stream: string;
let counted: Served[];
/** What the model does with a row; tests change it. */
let model: (row: JsonObject) => RowAnswer | Promise<RowAnswer>;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
}, 60_000);
afterAll(() => test?.drop());

const rules = streamRulesSchema.parse({
  routes: [
    { answer: 'yes', topic: 'keepers' },
    { answer: 'maybe', topic: 'desk' },
  ],
  ...{ otherwise: 'others', refused: 'incoming.refused' },
});

beforeEach(async () => {
  ({ id: projectId } = await makeProject(db));
  made += 1;
  const slug = `shop.churn-${made}`;
  const stored = await createEndpoint(db, { projectId, name: 'churn', slug, sandbox: true, createdBy: 'ada' });
  if (!stored.ok) throw new Error(stored.error);
  const release = fakeRelease(1, (row) => model(row));
  const facts = { ...fakeEndpoint({ slug, routes: [[1, 1]] }), id: stored.value.id, projectId };
  endpoint = { facts, releases: new Map([[release.id, release]]) };
  model = (row) => fakeAnswer(Number(row.age) >= 40 ? 'yes' : 'no');
  counted = [];
  stream = await follow('beginning');
});

async function follow(from: 'now' | 'beginning', mostWaiting: number | null = null): Promise<string> {
  const { id, slug } = endpoint.facts;
  const created = await createScoreStream(db, {
    ...{ endpoint: { id, slug, projectId }, topic: 'incoming', rules, mostWaiting, from, createdBy: 'ada' },
  });
  return created?.id ?? 'there was one';
}

const arrive = (rows: readonly Json[]) =>
  publishEvents(db, {
    ...{ projectId, topic: 'incoming' },
    events: rows.map((data) => ({ id: randomUUID(), source: '/desk', type: 'record', time: new Date(), data })),
  });

/** One process that takes what there is. */
const work = (other: Database = db) =>
  catchUpStreams({
    db: other,
    endpoints: { all: () => [endpoint], unserved: () => [] },
    score: {
      ...{ now: () => performance.now(), wallClock: Date.now, random: () => 0, online: noFeatures().online },
      keep: () => {
        throw new Error('predictions of records are kept in their transaction');
      },
      count: (served) => void counted.push(served),
    },
    logger: createQuietLogger(),
    stopped: () => false,
  });

const on = (topic: string): Promise<BusEvent[]> => readTopic(db, { projectId, topic, after: 0, limit: 10_000 });
const offsetsOn = async (topic: string) => (await on(topic)).map(({ id }) => Number(id.split(':')[1]));
/** Answers and refusals are objects. */
const dataOf = (event: BusEvent | undefined) => jsonObjectSchema.parse(event?.data);
const kept = () => listPredictions(db, { endpointId: endpoint.facts.id, limit: 10_000 });
async function state(): Promise<StreamState> {
  const [first] = await listScoreStreams(db, { projectId, endpointId: endpoint.facts.id });
  if (first === undefined) throw new Error('no stream');
  return first;
}
const row = (age: number): JsonObject => ({ age, city: 'Oslo', desk: 'not a field of the model' });

it('routes each answer by its class, with the release, the prediction and the record', async () => {
  await arrive([row(50), row(20)]);
  await work();
  expect([await offsetsOn('keepers'), await offsetsOn('others')]).toEqual([[1], [2]]);
  const [yes] = await on('keepers');
  const predictions = await kept();
  const prediction = predictions.find(({ id }) => id === dataOf(yes).prediction_id);
  expect(yes?.data).toMatchObject({
    ...{ prediction: 'yes', probabilities: { yes: 0.75 }, release: 'churn@1', endpoint: endpoint.facts.slug },
    record: { topic: 'incoming', offset: 1, source: '/desk', data: row(50) },
  });
  expect(prediction).toMatchObject({ status: 'ok', protocol: 'topic', caller: 'topic incoming', input: { age: 50 } });
  expect(counted).toHaveLength(2);
  expect(await state()).toMatchObject({ scored: 2, refused: 0, behind: 0, waitsSince: null, error: null });
});

it('sends bad records to their topic with the reason, and holds up none of the others', async () => {
  await arrive([row(50), { age: 'old', city: 'Oslo' }, 'no object', row(41)]);
  await work();
  expect(await offsetsOn('keepers')).toEqual([1, 4]);
  const refused = (await on('incoming.refused')).map((event) => dataOf(event).reason);
  expect(refused).toEqual([expect.stringContaining('age'), expect.stringContaining('expected an object')]);
  expect(await kept()).toHaveLength(2);
  expect(await state()).toMatchObject({ scored: 2, refused: 2, waiting: 2 });
});

it('scores a refused record again when somebody asks for it, once', async () => {
  model = (given) => {
    if (given.age === 66) throw new Error('no such age');
    return fakeAnswer('yes');
  };
  await arrive([row(66), row(41)]);
  await work();
  expect(await offsetsOn('incoming.refused')).toEqual([1]);
  const [letter] = await listDeadLetters(db, { projectId, limit: 10 });
  expect(letter?.error.message).toContain('no such age');
  model = () => fakeAnswer('yes');
  await decideDeadLetter(db, { projectId, id: letter?.id ?? '', state: 'asked', by: 'ada' });
  await work();
  expect(await offsetsOn('keepers')).toEqual([2, 1]);
  expect((await listDeadLetters(db, { projectId, limit: 10 })).map((one) => one.state)).toEqual(['replayed']);
});

it('counts a record that is scored again only once its answer is committed', async () => {
  model = () => fakeAnswer('yes');
  await arrive([{ age: 'old' }]);
  await work();
  const [letter] = await listDeadLetters(db, { projectId, limit: 10 });
  await db.pool.query('update dead_letter set event = jsonb_set(event, \'{data}\', \'{"age": 50, "city": "Oslo"}\')');
  await decideDeadLetter(db, { projectId, id: letter?.id ?? '', state: 'asked', by: 'ada' });
  counted = [];
  // Fails when the transaction is about to commit, behind all that the block does.
  await db.pool.query(`create function fail_late() returns trigger language plpgsql as $$ begin
      raise exception 'the disk is full'; end $$;
    create constraint trigger fail_late after update on dead_letter deferrable initially deferred
      for each row when (new.state = 'replayed') execute function fail_late()`);
  try {
    await work();
  } finally {
    await db.pool.query('drop function fail_late() cascade');
  }
  expect([counted, await on('keepers')]).toEqual([[], []]);
  expect(await listDeadLetters(db, { projectId, limit: 10 })).toMatchObject([
    { state: 'waiting', error: { message: expect.stringContaining('the disk is full') } },
  ]);
  await decideDeadLetter(db, { projectId, id: letter?.id ?? '', state: 'asked', by: 'ada' });
  await work();
  expect(await listDeadLetters(db, { projectId, limit: 10 })).toMatchObject([{ state: 'replayed' }]);
  expect([counted.length, await offsetsOn('keepers')]).toEqual([1, [1]]);
});

it('waits, and refuses nothing, while no record at all is answered', async () => {
  model = () => {
    throw new Error('out of memory');
  };
  await arrive([row(50), row(51)]);
  await work();
  expect(await on('incoming.refused')).toEqual([]);
  expect(await state()).toMatchObject({ scored: 0, behind: 2, error: { message: expect.stringContaining('memory') } });
  model = () => fakeAnswer('yes');
  await db.pool.query("update bus_consumer set retry_at = now() - interval '1 second'");
  await work();
  expect(await offsetsOn('keepers')).toEqual([1, 2]);
});

it('puts a record that never gets an answer aside after its tries, also on the topic', async () => {
  model = () => {
    throw new Error('out of memory');
  };
  await arrive([row(50)]);
  for (let tries = 0; tries < 5; tries += 1) {
    await db.pool.query("update bus_consumer set retry_at = now() - interval '1 second'");
    await work();
  }
  expect(await offsetsOn('incoming.refused')).toEqual([1]);
  expect(await state()).toMatchObject({ refused: 1, behind: 0, waiting: 1, error: null });
});

it('answers a record once, whatever breaks: answers, predictions and the place commit together', async () => {
  await arrive(Array.from({ length: 450 }, (_, at) => row(at % 80)));
  // The last that a block does is publishing; it fails on the topic "others" after "keepers" was written.
  await db.pool.query(`create function refuse_some() returns trigger language plpgsql as $$ begin
      if new.topic = 'others' and random() < 0.02 then raise exception 'the disk is full'; end if; return new; end $$;
    create trigger refuse_some before insert on bus_event for each row execute function refuse_some()`);
  try {
    for (let round = 0; round < 4; round += 1) {
      await db.pool.query("update bus_consumer set retry_at = now() - interval '1 second', attempts = 0");
      await Promise.all([work(), work()]);
    }
  } finally {
    await db.pool.query('drop function refuse_some() cascade');
  }
  await db.pool.query('update bus_consumer set retry_at = null, attempts = 0');
  await Promise.all([work(), work()]);
  const answered = [...(await offsetsOn('keepers')), ...(await offsetsOn('others'))].sort((a, b) => a - b);
  expect(answered).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
  expect(await kept()).toHaveLength(450);
  expect(counted).toHaveLength(450);
  expect(await state()).toMatchObject({ scored: 450, refused: 0, behind: 0 });
}, 60_000);

it('waits for who reads its answers, where it is told to', async () => {
  await changeScoreStream(db, { projectId, id: stream, change: { mostWaiting: 3 } });
  const reader = { projectId, topic: 'keepers', consumer: 'a department', limit: 100 };
  await arrive([row(50), row(50), row(50), row(50)]);
  await consumeTopic(db, { ...reader, handle: async () => undefined });
  await work();
  await arrive([row(50)]);
  await work();
  expect(await state()).toMatchObject({ scored: 4, behind: 1, unread: 4 });
  await consumeTopic(db, { ...reader, handle: async () => undefined });
  await work();
  expect(await state()).toMatchObject({ scored: 5, behind: 0 });
});

it('begins now or at the beginning, pauses, and ends with its deletion', async () => {
  await changeScoreStream(db, { projectId, id: stream, change: { paused: true } });
  await arrive([row(50)]);
  await work();
  expect(await on('keepers')).toEqual([]);
  const before = await getScoreStream(db, { projectId, id: stream });
  if (before === null) throw new Error('no stream');
  await deleteScoreStream(db, before);
  expect(await getScoreStream(db, { projectId, id: stream })).toBeNull();
  await follow('now');
  await arrive([row(60)]);
  await work();
  expect(await offsetsOn('keepers')).toEqual([2]);
  expect(await follow('now')).toBe('there was one');
});

it('does not begin anew where its place went while a block was about to be taken, nor leaves a reader behind', async () => {
  await arrive([row(50)]);
  // As it is for a process that has listed the stream right before it ended.
  await db.pool.query('delete from bus_consumer where project_id = $1', [projectId]);
  await work();
  expect(await listConsumers(db, projectId)).toEqual([]);
  expect(await on('keepers')).toEqual([]);
});

it('goes with its endpoint: who writes what it read waits for it no more', async () => {
  await arrive([row(50)]);
  expect(await listConsumers(db, projectId)).toHaveLength(1);
  await deleteEndpoint(db, { id: endpoint.facts.id, projectId });
  expect(await listConsumers(db, projectId)).toEqual([]);
});

it('passes over records that its topic has forgotten, and those who read its answers over theirs', async () => {
  await changeScoreStream(db, { projectId, id: stream, change: { mostWaiting: 2 } });
  const reader = { projectId, topic: 'keepers', consumer: 'a department', limit: 100 };
  await consumeTopic(db, { ...reader, handle: async () => undefined });
  await arrive([row(50), row(50), row(50)]);
  await work();
  await arrive([row(50), row(50)]);
  expect(await state()).toMatchObject({ behind: 2, unread: 3 });
  await db.pool.query("delete from bus_event where topic = 'keepers' or topic = 'incoming'");
  expect(await state()).toMatchObject({ behind: 0, unread: 0, waitsSince: null });
  await work();
  const places = (await listConsumers(db, projectId)).filter(({ topic }) => topic === 'incoming');
  expect(places).toMatchObject([{ offset: 5, lastOffset: 5 }]);
});
