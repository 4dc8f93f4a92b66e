import { type NewEvent, platformEvent, toCloudEvent } from '@millrace/pipeline-core/events';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addDeadLetters,
  consumerTries,
  consumeTopic,
  countEvents,
  decideDeadLetter,
  decideDeadLetters,
  endOfSpan,
  forgetEvents,
  listConsumers,
  listDeadLetters,
  listEvents,
  listTopics,
  listWaitingLetters,
  publishAndTell,
  publishEvents,
  readTopic,
  retryDeadLetter,
  TryLater,
} from '../index';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
let db: TestDatabase['db'];
let projectId: ProjectId;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());
beforeEach(async () => {
  projectId = (await makeProject(db)).id;
});

const topic = 'orders.paid';
const event = (id: string, data: NewEvent['data'] = { id }): NewEvent => ({
  id,
  source: '/shop',
  type: 'shop.paid',
  time: new Date('2026-11-01T10:00:00Z'),
  data,
});
const publish = (...ids: string[]) => publishEvents(db, { projectId, topic, events: ids.map((id) => event(id)) });
const stored = async () => (await readTopic(db, { projectId, topic, after: 0, limit: 1000 })).map(({ id }) => id);

describe('publishing', () => {
  it('numbers events from 1 without gaps and keeps what it was told', async () => {
    expect(await publish('a', 'b')).toEqual({ added: 2, lastOffset: 2 });
    expect(await publish('c')).toEqual({ added: 1, lastOffset: 3 });
    const events = await readTopic(db, { projectId, topic, after: 1, limit: 10 });
    expect(events.map(({ offset, id }) => [offset, id])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(events[0] && toCloudEvent(events[0])).toEqual({
      specversion: '1.0',
      id: 'b',
      source: '/shop',
      type: 'shop.paid',
      time: '2026-11-01T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: { id: 'b' },
    });
  });

  it('takes an event once, also twice in one call', async () => {
    await publish('a');
    expect(await publish('a', 'b', 'b', 'a')).toEqual({ added: 1, lastOffset: 2 });
    expect(await stored()).toEqual(['a', 'b']);
  });

  it('says of each event where it stands, of those that were there before that they were', async () => {
    await publish('a', 'b');
    const given = ['x', 'b', 'y', 'x', 'z'].map((id) => event(id));
    expect(await publishAndTell(db, { projectId, topic, events: given })).toEqual([3, null, 4, null, 5]);
    expect(await publishAndTell(db, { projectId, topic, events: given })).toEqual([null, null, null, null, null]);
    expect(await stored()).toEqual(['a', 'b', 'x', 'y', 'z']);
  });

  it('keeps data that are nothing as the JSON null', async () => {
    await publishEvents(db, { projectId, topic, events: [event('none', null)] });
    expect(await readTopic(db, { projectId, topic, after: 0, limit: 10 })).toMatchObject([{ id: 'none', data: null }]);
  });

  it('leaves no gap and no doubles under many publishers, some of which fail', async () => {
    const many = Array.from({ length: 40 }, (_, i) => i);
    await Promise.all(
      many.map((i) =>
        db
          .transaction(async (tx) => {
            await publishEvents(tx, { projectId, topic, events: [event(`${i % 30}`), event(`own ${i}`)] });
            if (i % 4 === 3) throw new Error('the caller changed its mind');
          })
          .catch(() => undefined),
      ),
    );
    const events = await readTopic(db, { projectId, topic, after: 0, limit: 1000 });
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, i) => i + 1));
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('own')).length).toBe(30);
  });

  it('keeps topics of projects apart', async () => {
    await publish('a');
    const other = (await makeProject(db)).id;
    await publishEvents(db, { projectId: other, topic, events: [event('a')] });
    expect(await listTopics(db, other)).toEqual([{ projectId: other, topic, lastOffset: 1 }]);
    expect((await listEvents(db, { projectId, limit: 10 })).length).toBe(1);
  });
});

describe('reading', () => {
  it('takes no more than so many bytes, and one event at least', async () => {
    const large = (id: string, length: number) => event(id, { text: 'x'.repeat(length) });
    await publishEvents(db, {
      ...{ projectId, topic },
      events: [large('a', 5000), large('b', 400), large('c', 400), large('d', 5000), large('e', 10)],
    });
    const read = async (after: number, limit = 10) =>
      (await readTopic(db, { projectId, topic, after, limit, mostBytes: 1000 })).map(({ id }) => id);
    expect([await read(0), await read(1), await read(1, 1), await read(3), await read(4), await read(5)]).toEqual([
      ['a'],
      ['b', 'c'],
      ['b'],
      ['d'],
      ['e'],
      [],
    ]);
  });
});

describe('a span of events', () => {
  it('is counted no further than asked, and cut before the first event too many', async () => {
    const at = (id: string, day: number) => ({ ...event(id), time: new Date(Date.UTC(2026, 10, day)) });
    const events = [at('a', 1), at('b', 5), at('c', 2), at('d', 1), at('e', 1)];
    await publishEvents(db, { projectId, topic, events });
    const time = { from: new Date(Date.UTC(2026, 10, 1)), to: new Date(Date.UTC(2026, 10, 3)) };
    const span = { projectId, topic, after: 0, upTo: 4, time };
    expect(await countEvents(db, { ...span, limit: 10 })).toBe(3);
    expect(await countEvents(db, { ...span, limit: 1 })).toBe(2);
    expect(await endOfSpan(db, { ...span, most: 3 })).toBe(4);
    expect(await endOfSpan(db, { ...span, most: 2 })).toBe(3); // a and c are two: d is one too many
    expect(await endOfSpan(db, { ...span, most: 1 })).toBe(2);
  });
});

describe('a timeline', () => {
  it('leaves out what is pushed to sources, unless it is of that topic, and goes on where a page ends', async () => {
    const pushed = 'source.11111111-1111-4111-8111-111111111111';
    await publish('a');
    for (const id of ['p', 'q', 'r']) await publishEvents(db, { projectId, topic: pushed, events: [event(id)] });
    await publish('b');
    const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);
    const page = await listEvents(db, { projectId, limit: 1 });
    expect(ids(page)).toEqual(['b']);
    expect(ids(await listEvents(db, { projectId, limit: 9, ...(page[0] ? { before: page[0] } : {}) }))).toEqual(['a']);
    const [newest] = await listEvents(db, { projectId, topic: pushed, limit: 1 });
    expect(newest?.id).toBe('r');
    const rest = await listEvents(db, { projectId, topic: pushed, limit: 9, ...(newest ? { before: newest } : {}) });
    expect(ids(rest)).toEqual(['q', 'p']);
  });
});

describe('consuming', () => {
  const consume = (handle: (ids: string[]) => Promise<void> | void, limit = 100) =>
    consumeTopic(db, {
      consumer: 'c',
      projectId,
      topic,
      limit,
      handle: async (events) => handle(events.map(({ id }) => id)),
    });
  /** Makes the next try due now. */
  const hurry = () => db.pool.query('update bus_consumer set retry_at = now() where retry_at is not null');

  it('goes on where it was, and hands over nothing twice', async () => {
    await publish('a', 'b', 'c');
    const seen: string[] = [];
    const take = (ids: string[]) => void seen.push(...ids);
    expect(await consume(take, 2)).toEqual({ kind: 'handled', events: 2 });
    expect(await consume(take, 2)).toEqual({ kind: 'handled', events: 1 });
    expect(await consume(take, 2)).toEqual({ kind: 'handled', events: 0 });
    await publish('d');
    await consume(take);
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('hands over no more than so many bytes at a time', async () => {
    const large = ['a', 'b', 'c'].map((id) => event(id, { text: 'x'.repeat(700) }));
    await publishEvents(db, { projectId, topic, events: large });
    const blocks: string[][] = [];
    const handle = async (events: readonly { id: string }[]) => void blocks.push(events.map(({ id }) => id));
    const key = { consumer: 'c', projectId, topic };
    for (let n = 0; n < 2; n += 1) await consumeTopic(db, { ...key, limit: 100, mostBytes: 1500, handle });
    expect(blocks).toEqual([['a', 'b'], ['c']]);
  });

  it('finds a bad event by halves: what comes before it is handled, what comes behind waits', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => (at === 77 ? 'bad' : `e${at}`));
    await publish(...ids);
    const seen: string[] = [];
    let tries = 0;
    const take = (block: string[]) => {
      tries += 1;
      if (block.includes('bad')) throw new Error('cannot');
      seen.push(...block);
    };
    expect(await consume(take)).toMatchObject({ kind: 'failed', offset: 78 });
    expect(seen).toEqual(ids.slice(0, 77));
    expect(tries).toBeLessThan(15); // event by event it would be 78, block by block 77 blocks
    expect(await consume(take)).toEqual({ kind: 'waits' });
    await hurry();
    expect(await consume(take)).toMatchObject({ kind: 'failed', offset: 78 });
    await hurry();
    const well = (block: string[]) => void seen.push(...block);
    expect(await consume(well)).toEqual({ kind: 'handled', events: 1 });
    expect(await consume(well)).toEqual({ kind: 'handled', events: 22 });
    expect(seen).toEqual(ids);
  });

  it('goes on where a block failed for a moment only', async () => {
    await publish('a', 'b', 'c', 'd');
    const seen: string[] = [];
    let fails = true;
    const take = (block: string[]) => {
      if (fails) {
        fails = false;
        throw new Error('for a moment');
      }
      seen.push(...block);
    };
    expect(await consume(take)).toEqual({ kind: 'handled', events: 4 });
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('puts a bad event aside after its tries and goes on; a person finds it with its reason', async () => {
    await publish('bad', 'good');
    const seen: string[] = [];
    const take = (ids: string[]) => {
      if (ids[0] === 'bad') throw new Error('no such customer');
      seen.push(...ids);
    };
    for (let i = 1; i < consumerTries; i++) {
      expect(await consume(take)).toMatchObject({ kind: 'failed' });
      await hurry();
    }
    expect(await consume(take)).toMatchObject({ kind: 'dead', offset: 1 });
    expect(await consume(take)).toEqual({ kind: 'handled', events: 1 });
    expect(seen).toEqual(['good']);
    const [letter] = await listDeadLetters(db, { projectId, limit: 10 });
    expect(letter).toMatchObject({ consumer: 'c', error: { message: 'no such customer' }, event: { id: 'bad' } });
    const id = letter?.id ?? '';
    const retry = (handle: () => Promise<void>) => retryDeadLetter(db, { consumer: 'c', handle });
    expect(await retry(async () => undefined)).toBeNull();
    expect(await decideDeadLetter(db, { projectId, id, state: 'asked', by: 'ann' })).toBe(true);
    expect(await decideDeadLetter(db, { projectId, id, state: 'dismissed', by: 'bob' })).toBe(false);
    expect(await retry(() => Promise.reject(new Error('still not there')))).toMatchObject({ id });
    const [again] = await listDeadLetters(db, { projectId, state: 'waiting', limit: 10 });
    expect(again).toMatchObject({ error: { message: 'still not there' }, attempts: consumerTries + 1 });
    await decideDeadLetter(db, { projectId, id, state: 'asked', by: 'ann' });
    expect(await retry(() => Promise.reject(new TryLater('not now')))).toBeNull();
    expect(await retry(async () => undefined)).toEqual({ id });
    expect(await listDeadLetters(db, { projectId, state: 'replayed', limit: 10 })).toHaveLength(1);
  });

  it('puts no more aside than so many at a time, and one decision settles all that wait', async () => {
    await publish('a', 'b', 'c', 'd');
    const events = await readTopic(db, { projectId, topic, after: 0, limit: 10 });
    const letters = events.map((one) => ({ event: one, message: 'no' }));
    const key = { projectId, consumer: 'scores churn', topic };
    const waiting = async () => {
      const left = await listDeadLetters(db, { projectId, state: 'waiting', limit: 10 });
      return left.map(({ event: { id } }) => id).sort();
    };
    await addDeadLetters(db, { ...key, letters: letters.slice(0, 1), most: 3 });
    await addDeadLetters(db, { ...key, letters: letters.slice(1), most: 3 });
    expect(await waiting()).toEqual(['a', 'b', 'c']);
    await addDeadLetters(db, { ...key, consumer: 'another', letters: letters.slice(3), most: 3 });
    const reader = { topic, consumer: 'another', letters: 1 };
    expect(await listWaitingLetters(db, projectId)).toEqual([reader, { topic, consumer: key.consumer, letters: 3 }]);
    expect(await decideDeadLetters(db, { ...key, state: 'dismissed', by: 'ann' })).toBe(3);
    expect(await decideDeadLetters(db, { ...key, state: 'asked', by: 'bob' })).toBe(0);
    expect(await listWaitingLetters(db, projectId)).toEqual([reader]);
    await addDeadLetters(db, { ...key, letters: letters.slice(3), most: 3 });
    expect(await waiting()).toEqual(['d', 'd']);
  });

  it('is done by one process at a time', async () => {
    await publish('a');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = consume(async () => {
      begun();
      await held;
    });
    await started;
    expect(await consume(() => undefined)).toEqual({ kind: 'waits' });
    release();
    expect(await first).toEqual({ kind: 'handled', events: 1 });
  });

  it('says how far behind it is, and old events go only when it has seen them', async () => {
    await publish('a', 'b', 'c');
    await db.pool.query("update bus_event set received_at = now() - interval '2 days'");
    await consume(() => undefined, 2);
    expect(await listConsumers(db, projectId)).toEqual([
      { consumer: 'c', topic, offset: 2, lastOffset: 3, attempts: 0, error: null },
    ]);
    const before = new Date(Date.now() - 86_400_000);
    expect(await forgetEvents(db, { projectId, topic, before, limit: 100 })).toBe(2);
    expect(await stored()).toEqual(['c']);
    expect(await publish('d')).toEqual({ added: 1, lastOffset: 4 });
    await db.pool.query("update bus_consumer set updated_at = now() - interval '2 days'");
    expect(await forgetEvents(db, { projectId, topic, before, limit: 100 })).toBe(1);
    expect(await stored()).toEqual(['d']);
  });

  it('shows a reader of a topic on which nothing has arrived', async () => {
    await db.pool.query("insert into bus_consumer (consumer, project_id, topic) values ('early', $1, 'nothing-yet')", [
      projectId,
    ]);
    expect((await listConsumers(db, projectId)).filter(({ consumer }) => consumer === 'early')).toEqual([
      { consumer: 'early', topic: 'nothing-yet', offset: 0, lastOffset: 0, attempts: 0, error: null },
    ]);
  });

  it('looks at old events from the first one on, and no further than the first that is not old', async () => {
    await publish('a', 'b', 'c', 'd', 'e');
    const age = "update bus_event set received_at = now() - interval '2 days' where project_id = $1 and id <> 'd'";
    await db.pool.query(age, [projectId]);
    const before = new Date(Date.now() - 86_400_000);
    expect(await forgetEvents(db, { projectId, topic, before, limit: 2 })).toBe(2);
    expect(await forgetEvents(db, { projectId, topic, before, limit: 2 })).toBe(1);
    expect(await forgetEvents(db, { projectId, topic, before, limit: 2 })).toBe(0);
    expect(await stored()).toEqual(['d', 'e']);
  });
});

it('names events of the platform by what they are about', () => {
  const made = platformEvent({
    topic: 'features-generated',
    key: 'k',
    projectId,
    subject: 'feature-views/v',
    time: new Date(0),
    data: { view: 'v', name: 'customers', rows: 3 },
  });
  expect(made).toMatchObject({ id: 'k', source: `/projects/${projectId}`, type: 'millrace.features-generated.v1' });
});
