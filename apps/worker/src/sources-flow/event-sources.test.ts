import { readFileSync } from 'node:fs';
import {
  findArtifact,
  forgetEvents,
  getBatch,
  getSource,
  placeOfSource,
  publishEvents,
  readTopic,
  type Source,
  updateSource,
} from '@millrace/db';
import { pushTopic } from '@millrace/pipeline-core/events';
import type { Json } from '@millrace/pipeline-core/json';
import { sourceConfigSchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longTests } from '../testing/env';
import { testChild } from '../testing/test-child';
import { type SourceFlow, startSourceFlow } from './testing/source-flow';

const childPath = testChild();
let flow: SourceFlow;

beforeAll(async () => {
  flow = await startSourceFlow({ childPath });
}, 180_000);
afterAll(() => flow?.stop(), 60_000);

type Sent = { id: string; data: Json; time?: string; source?: string };
const send = (topic: string, events: readonly Sent[]) =>
  publishEvents(flow.test.db, {
    projectId: flow.project,
    topic,
    events: events.map(({ time = '2026-11-01T10:00:00Z', source = '/sources/s', ...event }) => ({
      ...event,
      source,
      type: 't',
      time: new Date(time),
    })),
  });
const push = (source: Source, events: readonly Sent[]) => send(pushTopic(source.id), events);
/** How far the events of a source have landed. */
async function placeOf(source: Source): Promise<number> {
  const now = await getSource(flow.test.db, source);
  if (now === null) throw new Error('no source');
  return placeOfSource(now);
}

/** The raw lines of a batch. */
async function linesOf(id: Parameters<typeof getBatch>[1]['id'] | undefined): Promise<unknown[]> {
  if (id === undefined) throw new Error('no batch');
  const batch = await getBatch(flow.test.db, { projectId: flow.project, id });
  const raw = batch === null ? null : await findArtifact(flow.test.db, batch.rawHash);
  if (raw?.location == null) throw new Error('no bytes');
  const text = readFileSync(flow.store.pathOf(raw.location), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a source of pushed events', () => {
  it('lands what came since the last batch, once, and says when nothing did', async () => {
    const orders = await flow.source({ kind: 'push', idField: 'id' });
    expect(await flow.runNow(orders)).toMatchObject({
      outcome: 'nothing-new',
      message: 'No event came since the last landing.',
    });
    await push(orders, [
      { id: 'a', data: { id: 'a', amount: 2.5 } },
      { id: 'b', data: { id: 'b', amount: 3 } },
    ]);
    await push(orders, [{ id: 'a', data: { id: 'a', amount: 99 } }]); // sent again: left out
    const first = await flow.runNow(orders);
    expect(first).toMatchObject({ status: 'succeeded', outcome: 'landed', message: 'Landed 2 rows.' });
    expect(first.batches[0]).toMatchObject({ number: 1, rows: 2, fileName: 'events-1-2.ndjson', state: 'ready' });
    expect(await linesOf(first.batches[0]?.id)).toEqual([
      { id: 'a', amount: 2.5, event_id: 'a', event_time: '2026-11-01T10:00:00.000Z', event_source: '/sources/s' },
      { id: 'b', amount: 3, event_id: 'b', event_time: '2026-11-01T10:00:00.000Z', event_source: '/sources/s' },
    ]);
    expect(await placeOf(orders)).toBe(2);
    await push(orders, [{ id: 'c', data: { id: 'c', amount: 1 } }]);
    const second = await flow.runNow(orders);
    expect(second.batches.map(({ rows }) => rows)).toEqual([1, 2]);
    expect(await flow.runNow(orders)).toMatchObject({ outcome: 'nothing-new' });
    expect(await placeOf(orders)).toBe(3);
  }, 120_000);

  it('keeps odd events whole: fields of the same name, line breaks, quotes, and data that are no object', async () => {
    const odd = await flow.source({ kind: 'push' });
    const text = 'a "quoted"\nline, with \\ and \t and \u0001 and 漢 😀';
    await push(odd, [
      { id: '1', data: { event_id: 'mine', text } },
      { id: '2', data: [1, 2] },
      { id: '3', data: {} },
    ]);
    const run = await flow.runNow(odd);
    expect(run).toMatchObject({ outcome: 'landed' });
    expect(await linesOf(run.batches[0]?.id)).toMatchObject([
      { event_id: 'mine', text },
      { event_id: '2', data: [1, 2] },
      { event_id: '3' },
    ]);
  }, 120_000);

  it('lands late and out-of-order events with the batch that they came in time for', async () => {
    const late = await flow.source({ kind: 'push', timeField: 'at' });
    await push(late, [{ id: '1', time: '2026-11-05T00:00:00Z', data: { n: 1 } }]);
    await flow.runNow(late);
    await push(late, [
      { id: '2', time: '2026-11-04T00:00:00Z', data: { n: 2 } },
      { id: '3', time: '2020-01-01T00:00:00Z', data: { n: 3 } },
    ]);
    const run = await flow.runNow(late);
    expect(await linesOf(run.batches[0]?.id)).toMatchObject([
      { n: 2, event_time: '2026-11-04T00:00:00.000Z' },
      { n: 3, event_time: '2020-01-01T00:00:00.000Z' },
    ]);
  }, 120_000);

  it('lands events of a time again as a marked batch, and the cursor stays', async () => {
    const orders = await flow.source({ kind: 'push' });
    const events = [1, 2, 3, 4].map((day) => ({ id: String(day), time: `2026-11-0${day}T00:00:00Z`, data: { day } }));
    await push(orders, events);
    await flow.runNow(orders);
    await push(orders, [{ id: '5', time: '2026-11-02T12:00:00Z', data: { day: 5 } }]);
    const replay = { from: '2026-11-02T00:00:00Z', to: '2026-11-04T00:00:00Z' };
    const again = await flow.runNow(orders, { replay });
    expect(again).toMatchObject({
      outcome: 'landed',
      message: 'Landed 2 rows again, of 2026-11-02 00:00 UTC to 2026-11-04 00:00 UTC.',
    });
    expect(again.batches[0]).toMatchObject({ number: 2, rows: 2, replay });
    // What has not landed yet is not landed again: it comes with the next batch.
    expect(await linesOf(again.batches[0]?.id)).toMatchObject([{ day: 2 }, { day: 3 }]);
    expect(await placeOf(orders)).toBe(4);
    const next = await flow.runNow(orders);
    expect(next.batches[0]).toMatchObject({ number: 3, rows: 1, replay: null });
    // All of it, which are the bytes of batch 1 and one more; then the very same bytes once more.
    const whole = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
    await flow.runNow(orders, { replay: whole });
    const same = await flow.runNow(orders, { replay: whole });
    expect(same.batches[0]).toMatchObject({ number: 5, rows: 5, sameAs: 4, replay: whole });
    const none = { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' };
    expect(await flow.runNow(orders, { replay: none })).toMatchObject({ outcome: 'nothing-new' });
  }, 240_000);

  it.skipIf(!longTests)(
    'cuts a large backlog into batches, each asked for by the one before, and loses and doubles none',
    async () => {
      const many = await flow.source({ kind: 'push' }, { policy: { onChange: 'accept' } });
      const topic = pushTopic(many.id);
      const { pool } = flow.test.db;
      const total = 600_000;
      await send(topic, [{ id: '1', data: { n: 1 } }]);
      await pool.query(
        `insert into bus_event (project_id, topic, "offset", id, source, type, time, data)
       select $1::uuid, $2, n, n::text, '/sources/s', 't', now(), jsonb_build_object('n', n) from generate_series(2, ${total}) n`,
        [flow.project, topic],
      );
      await pool.query(`update bus_topic set last_offset = ${total} where project_id = $1::uuid and topic = $2`, [
        flow.project,
        topic,
      ]);
      const first = await flow.runNow(many);
      expect(first.batches[0]).toMatchObject({ rows: 500_000, fileName: 'events-1-500000.ndjson' });
      const rest = await flow.runOpen(many);
      expect(rest?.batches.map(({ rows }) => rows)).toEqual([100_000, 500_000]);
      expect(await flow.runOpen(many)).toBeNull();
      expect(await linesOf(rest?.batches[0]?.id)).toHaveLength(100_000);
      expect(await placeOf(many)).toBe(total);
    },
    300_000,
  );
});

describe('a source of a topic', () => {
  it('lands any topic of the project from its beginning', async () => {
    await send('orders.placed', [
      { id: '1', source: '/shop', data: { n: 1 } },
      { id: '1', source: '/other-shop', data: { n: 2 } },
    ]);
    const topic = await flow.source({ kind: 'topic', topic: 'orders.placed' });
    const run = await flow.runNow(topic);
    expect(run).toMatchObject({ outcome: 'landed' });
    expect(await linesOf(run.batches[0]?.id)).toMatchObject([
      { n: 1, event_source: '/shop' },
      { n: 2, event_source: '/other-shop' },
    ]);
    const empty = await flow.source({ kind: 'topic', topic: 'nobody.says' });
    expect(await flow.runNow(empty)).toMatchObject({ outcome: 'nothing-new' });
  }, 120_000);
});

describe('a source whose topic was changed', () => {
  it('reads the new one from its beginning, also when a landing of the old one comes after the change', async () => {
    for (const [topic, n] of [
      ['changed.old', 1],
      ['changed.old', 2],
      ['changed.new', 3],
    ] as const)
      await send(topic, [{ id: String(n), data: { n } }]);
    const source = await flow.source({ kind: 'topic', topic: 'changed.old' });
    await flow.runNow(source);
    expect(await placeOf(source)).toBe(2);
    const { projectId, id } = source;
    const config = sourceConfigSchema.parse({ kind: 'topic', topic: 'changed.new' });
    // The cursor of the old topic is what such a landing leaves behind.
    await updateSource(flow.test.db, { projectId, id, change: { config }, actor: 'ada' });
    expect(await placeOf(source)).toBe(0);
    const run = await flow.runNow(source);
    expect(await linesOf(run.batches[0]?.id)).toMatchObject([{ n: 3 }]);
  }, 120_000);

  it('goes on where it was when its cursor is the bare number of before', async () => {
    const old = await flow.source({ kind: 'push' });
    await push(old, [
      { id: '1', data: { n: 1 } },
      { id: '2', data: { n: 2 } },
    ]);
    await flow.test.db.prisma.source.update({ where: { id: old.id }, data: { cursor: 1 } });
    const run = await flow.runNow(old);
    expect(await linesOf(run.batches[0]?.id)).toMatchObject([{ n: 2 }]);
    expect(await placeOf(old)).toBe(2);
  }, 120_000);
});

describe('retention of events', () => {
  it('waits for a source that has not landed them', async () => {
    const slow = await flow.source({ kind: 'push' });
    const topic = pushTopic(slow.id);
    const key = { projectId: flow.project, topic };
    await push(slow, [{ id: '1', data: {} }]);
    await flow.runNow(slow);
    await push(slow, [{ id: '2', data: {} }]);
    const before = new Date(Date.now() + 60_000);
    expect(await forgetEvents(flow.test.db, { ...key, before, limit: 100 })).toBe(1);
    expect((await readTopic(flow.test.db, { ...key, after: 0, limit: 10 })).map(({ id }) => id)).toEqual(['2']);
    await flow.runNow(slow);
    expect(await forgetEvents(flow.test.db, { ...key, before, limit: 100 })).toBe(1);
  }, 120_000);
});
