import { randomUUID } from 'node:crypto';
import {
  addDeadLetters,
  listDeadLetters,
  listRunEvents,
  listServingMinutes,
  publishEvents,
  readTopic,
  type ServingMinute,
  saveServingMinutes,
} from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import { createTestDatabase, makeProject, makeSource, type TestDatabase } from '@millrace/db/testing';
import { pushTopic } from '@millrace/pipeline-core/events';
import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRun } from '../execution/testing/test-run';
import { createQuietLogger } from '../testing/quiet-logger';
import { applyRetention } from './upkeep';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test.drop());

const now = Date.UTC(2026, 10, 20, 12, 30);
const day = 24 * 3600_000;
const retain = (remove: (location: string) => Promise<void> = async () => undefined) =>
  applyRetention({
    db: test.db,
    files: { remove, sweepCandidates: async () => [] },
    logger: createQuietLogger(),
    now: () => now,
    signal: new AbortController().signal,
    predictionDays: 90,
  });

describe('traffic', () => {
  const endpointId = endpointIdSchema.parse(randomUUID());
  const [one, two] = [releaseIdSchema.parse(randomUUID()), releaseIdSchema.parse(randomUUID())];
  const minute = (at: string, more: Partial<ServingMinute> = {}): ServingMinute => ({
    endpointId,
    releaseId: one,
    minute: new Date(at),
    process: 'p1',
    served: 2,
    errors: 1,
    fallbacks: 0,
    invalid: 0,
    routed: null,
    shadow: null,
    minMicros: 10,
    maxMicros: 20,
    sumMicros: 30,
    histogram: [
      [26, 1],
      [34, 1],
    ],
    outputs: { classes: { yes: 2 } },
    ...more,
  });
  const stored = () => listServingMinutes(test.db, { endpointId, from: new Date(0), to: new Date(now) });
  beforeEach(() => test.db.pool.query('delete from serving_minute'));

  it('is folded into hours after 31 days: counts and histograms add up', async () => {
    const silent = { served: 0, errors: 0, invalid: 4, minMicros: 0, maxMicros: 0, sumMicros: 0, histogram: [] };
    await saveServingMinutes(test.db, [
      minute('2026-10-01T10:00:00Z'),
      minute('2026-10-01T10:07:00Z', {
        process: 'p2',
        minMicros: 5,
        histogram: [[26, 2]],
        outputs: { classes: { no: 2 } },
      }),
      minute('2026-10-01T10:59:00Z', { ...silent, outputs: null }),
      minute('2026-10-01T10:59:00Z', { releaseId: two, outputs: { count: 2, sum: 7, min: 3, max: 4 } }),
      minute('2026-10-01T11:00:00Z', { fallbacks: 1, sumMicros: 3e9, maxMicros: 2e9 }),
      minute('2026-10-20T12:01:00Z'),
    ]);
    await retain();
    const hour = { process: 'folded', minute: new Date('2026-10-01T10:00:00Z') };
    const rows = await stored();
    expect(rows).toHaveLength(4);
    expect(rows.filter(({ releaseId }) => releaseId === one)).toEqual([
      minute('2026-10-01T10:00:00Z', {
        ...hour,
        served: 4,
        errors: 2,
        invalid: 4,
        minMicros: 5,
        sumMicros: 60,
        histogram: [
          [26, 3],
          [34, 1],
        ],
        outputs: { classes: { no: 2, yes: 2 } },
      }),
      minute('2026-10-01T11:00:00Z', { process: 'folded', fallbacks: 1, sumMicros: 3e9, maxMicros: 2e9 }),
      minute('2026-10-20T12:01:00Z'), // 31 days ago, and its hour is not over
    ]);
    expect(rows.find(({ releaseId }) => releaseId === two)).toMatchObject({ ...hour, outputs: { sum: 7 } });
  });

  it('that comes late is added to its hour, and a second round changes nothing', async () => {
    await saveServingMinutes(test.db, [minute('2026-10-01T10:00:00Z')]);
    await retain();
    await saveServingMinutes(test.db, [minute('2026-10-01T10:00:00Z', { served: 5 })]);
    await retain();
    const once = await stored();
    expect(once).toMatchObject([{ process: 'folded', served: 7, sumMicros: 60 }]);
    await retain();
    expect(await stored()).toEqual(once);
  });

  it('goes after 13 months', async () => {
    await saveServingMinutes(test.db, [minute('2025-10-20T11:00:00Z'), minute('2025-10-20T13:00:00Z')]);
    await retain();
    expect((await stored()).map((row) => row.minute.toISOString())).toEqual(['2025-10-20T13:00:00.000Z']);
  });
});

describe('events of runs', () => {
  it('go 30 days after the end of their run, all at once, and no promise counts as broken', async () => {
    const { id: projectId } = await makeProject(test.db);
    const runs = await Promise.all(
      [40, 29, null].map(async (daysAgo) => {
        const run = await startTestRun(test.db, { projectId, steps: [{}, {}], edges: [[0, 1]] });
        if (daysAgo === null) return run;
        await test.db.pool.query('select mr_cancel($1)', [run]);
        await test.db.pool.query('update run set finished_at=$2 where id=$1', [run, new Date(now - daysAgo * day)]);
        return run;
      }),
    );
    const counts = () =>
      Promise.all(runs.map(async (runId) => (await listRunEvents(test.db, { runId, since: 0 })).length));
    const [first = 0, ...others] = await counts();
    expect(first).toBeGreaterThan(1);
    await retain();
    expect(await counts()).toEqual([0, ...others]);
    // The checker has the clock of the database, which may be near the time of this test or far behind it.
    await test.db.pool.query(`update run set finished_at=now()-interval '40 days' where id=$1`, [runs[0]]);
    expect(await checkInvariants(test.db.pool)).toEqual([]);
  });
});

describe('events of topics', () => {
  it('go 30 days after they came, also when another topic cannot be looked through', async () => {
    const { id: projectId } = await makeProject(test.db);
    const source = await makeSource(test.db, { projectId });
    const broken = pushTopic(source.id);
    const healthy = 'topics.behind.it';
    for (const topic of [broken, healthy]) {
      const event = { id: 'e', source: '/s', type: 't', time: new Date(), data: {} };
      await publishEvents(test.db, { projectId, topic, events: [event] });
    }
    const { pool } = test.db;
    await pool.query("update bus_event set received_at = '2026-01-01' where project_id = $1", [projectId]);
    await pool.query("update source set cursor = '1e30' where id = $1", [source.id]); // no offset at all
    const left = async (topic: string) => (await readTopic(test.db, { projectId, topic, after: 0, limit: 10 })).length;
    await expect(retain()).rejects.toThrow('rules of retention');
    expect([await left(broken), await left(healthy)]).toEqual([1, 0]);
    await pool.query('update source set cursor = null where id = $1', [source.id]);
  });
});

describe('events that were put aside', () => {
  it('go 30 days after they were settled; those that wait for a person stay, but for records of streams', async () => {
    const { id: projectId } = await makeProject(test.db);
    const topic = 'orders';
    const events = ['a', 'b', 'c', 'd'].map((id) => ({ id, source: '/s', type: 't', time: new Date(), data: {} }));
    await publishEvents(test.db, { projectId, topic, events });
    const letters = (await readTopic(test.db, { projectId, topic, after: 0, limit: 10 })).map((event) => ({
      event,
      message: 'no',
    }));
    await addDeadLetters(test.db, { projectId, consumer: 'c', topic, letters });
    // What an endpoint refused stood on a topic of its own, and went from there after 30 days.
    for (const [consumer, daysAgo] of [
      ['scores old', 31],
      ['scores new', 29],
    ] as const) {
      await addDeadLetters(test.db, { projectId, consumer, topic, letters: letters.slice(0, 1) });
      const at = new Date(now - daysAgo * day);
      await test.db.pool.query('update dead_letter set created_at = $2 where consumer = $1', [consumer, at]);
    }
    for (const [id, state, daysAgo] of [
      ['a', 'waiting', 90],
      ['b', 'replayed', 40],
      ['c', 'dismissed', 31],
      ['d', 'dismissed', 29],
    ] as const)
      await test.db.pool.query(
        `update dead_letter set state = $3, created_at = $4, settled_at = $4
         where project_id = $1 and event ->> 'id' = $2 and consumer = 'c'`,
        [projectId, id, state, new Date(now - daysAgo * day)],
      );
    await retain();
    const left = await listDeadLetters(test.db, { projectId, limit: 10 });
    expect(left.map(({ event, consumer }) => `${consumer}: ${event.id}`).sort()).toEqual([
      'c: a',
      'c: d',
      'scores new: a',
    ]);
  });
});

describe('what long fits left behind', () => {
  it('goes: states after 7 days and with their files, curves and requests after 30', async () => {
    const { id: projectId } = await makeProject(test.db);
    const ago = (days: number) => new Date(now - days * day);
    for (const [fingerprint, days] of [
      ['old', 8],
      ['new', 6],
    ] as const)
      await test.db.pool.query(
        `insert into step_checkpoint (project_id, fingerprint, run_id, idx, token, hash, location, bytes, done, at)
         values ($1,$2::text,$1,0,1,'h','a/'||$2::text,1,1,$3)`,
        [projectId, fingerprint, ago(days)],
      );
    for (const [step, days] of [
      [1, 31],
      [2, 29],
    ] as const) {
      await test.db.pool.query(
        `insert into step_point (run_id, idx, series, step, attempt, value, at) values ($1,0,'loss',$2,1,0.5,$3)`,
        [projectId, step, ago(days)],
      );
      await test.db.pool.query(
        `insert into step_ask (run_id, step, kind, actor, at) values ($1,$2,'finish','someone',$3)`,
        [projectId, `s${step}`, ago(days)],
      );
    }
    const removed: string[] = [];
    await retain(async (location) => void removed.push(location));
    expect(removed).toEqual(['a/old']);
    const left = async (sql: string) => (await test.db.pool.query(sql, [projectId])).rows;
    expect(await left('select fingerprint from step_checkpoint where project_id=$1')).toEqual([{ fingerprint: 'new' }]);
    expect(await left('select step from step_point where run_id=$1')).toEqual([{ step: 2 }]);
    expect(await left('select step from step_ask where run_id=$1')).toEqual([{ step: 's2' }]);
  });
});
