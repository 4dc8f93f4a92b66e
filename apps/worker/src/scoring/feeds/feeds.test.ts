import {
  decideDeadLetter,
  ensureFeatureView,
  getStoredFeed,
  listDeadLetters,
  listFeedStates,
  listViewVersions,
  publishEvents,
  putOnline,
  readTopic,
  replaceFeeds,
} from '@millrace/db';
import type { FeaturesPublished } from '@millrace/pipeline-core/events';
import { viewShapeSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOnlineRows } from '../../data/online-rows';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import type { StepResult } from '../../executors/testing/run-steps';
import { testProgram } from '../../testing/test-program';
import { until } from '../../testing/until';
import { serveProcess } from '../push/testing/serve-process';
import type { Scoring } from '../start-scoring';
import { call, FedProject, pushed } from './testing/fed-project';
import { ago, createOrders } from './testing/random-orders';

const folder = scratchFolder('feeds');
const session = scratchSession(folder);
const random = createRandom(20);
const { newId, randomOrder } = createOrders(random);
let fed: FedProject;
let scoring: Scoring;
let table: StepResult;
const program = testProgram('scoring/push/testing/serve-and-die.ts');

beforeAll(async () => {
  fed = await FedProject.make({ folder, session });
  scoring = await fed.serve();
}, 120_000);

afterAll(async () => {
  await scoring?.stop();
  await fed?.test.drop();
});

const steps = (view: string, formula = 'amount / nullif(pieces, 0)') => [
  { type: 'filter-rows', params: { condition: 'amount > 5 or gift' } },
  { type: 'formula-column', params: { name: 'each', formula } },
  { type: 'formula-column', params: { name: 'place', formula: 'lower(trim(city))' } },
  { type: 'formula-column', params: { name: 'came', formula: 'event_time' } },
  { type: 'impute-missing', params: { columns: ['amount'], numbers: 'median' } },
  { type: 'filter-rows', params: { condition: 'customer <> 13' } },
  { type: 'select-columns', params: { columns: ['pieces'], mode: 'drop' } },
  {
    type: 'publish-features',
    params: { view, keys: ['customer'], eventTime: 'at', knownSince: 'seen', features: featureNames },
  },
];
const featureNames = ['amount', 'each', 'place', 'city', 'gift', 'day', 'tags', 'sometimes', 'came', 'paid'];

const push = (orders: readonly JsonObject[]) =>
  call(scoring, `/sources/${fed.source.id}/events`, {
    ...{ key: 'sender', type: 'application/x-ndjson' },
    body: orders.map((order) => JSON.stringify(order)).join('\n'),
  });

async function ask(view: string, feature: string, customers: readonly number[]) {
  const body = JSON.stringify({ features: [`${view}:${feature}`], entities: { customer: customers } });
  const { json } = await call(scoring, '/get-online-features', { key: 'reader', body });
  const results = typeof json === 'object' && json !== null && 'results' in json ? json.results : null;
  const answer = Array.isArray(results) ? results[1] : null;
  return typeof answer === 'object' && answer !== null && 'values' in answer ? answer.values : answer;
}

/** A view that holds what a publication put online, and nothing else. */
async function plainView(name: string, payload: FeaturesPublished, pathOf: string): Promise<string> {
  const shape = viewShapeSchema.parse(payload);
  const facts = { projectId: fed.project.id, name, description: '', createdBy: 'ada' };
  const view = await ensureFeatureView(fed.test.db, { ...facts, ...shape });
  for await (const rows of readOnlineRows(pathOf, { keys: shape.keys, block: 500 }))
    await putOnline(fed.test.db, { viewId: view.id, rows });
  return view.id;
}

async function differences(one: string, other: string): Promise<unknown[]> {
  const rows = (view: string) =>
    `select key, event_time, known_since, "values" from online_feature where view_id = '${view}'`;
  const { rows: found } = await fed.test.db.pool.query(
    `(${rows(one)} except ${rows(other)}) union all (${rows(other)} except ${rows(one)})`,
  );
  return found;
}

describe('events that pass through the plan of a view', () => {
  it('become what the pipeline makes of the batch, and memory holds the same', async () => {
    const orders = Array.from({ length: 4000 }, randomOrder);
    for (let from = 0; from < orders.length; from += 100)
      expect(await push(orders.slice(from, from + 100))).toMatchObject({ status: 202, json: { stored: 100 } });
    table = (await fed.land()).table;
    const { payload, online } = await fed.publish(table, steps('orders'));
    expect((await fed.caughtUp('orders')).taken).toBe(0); // all events are in its batch
    const plain = await plainView('plain', payload, online);
    if (payload.feed === undefined) throw new Error('no feed');
    const { batches: _, ...feed } = payload.feed;
    const shape = viewShapeSchema.parse(payload);
    const facts = { projectId: fed.project.id, name: 'fed', description: '', createdBy: 'ada' };
    const view = await ensureFeatureView(fed.test.db, { ...facts, ...shape });
    const [{ runId }] = await listViewVersions(fed.test.db, await fed.viewId('orders')).then(([first]) => {
      if (first === undefined) throw new Error('nothing was published');
      return [first] as const;
    });
    const source = { sourceId: fed.source.id, topic: fed.topic, after: 0 };
    const feeds = [{ source, stored: { ...feed, shape }, digest: 'twin' }];
    await replaceFeeds(fed.test.db, { view, pipelineId: null, runId, idx: 0, feeds });
    const state = await fed.caughtUp('fed');
    expect(state).toMatchObject({ taken: 4000, failed: 0, toCome: 0 });
    expect(state.filtered).toBeGreaterThan(100);
    expect(state.leftOut).toBeGreaterThan(100);
    expect(await differences(plain, view.id)).toEqual([]);
    expect(payload.entities).toBeGreaterThan(100);
    const customers = Array.from({ length: 150 }, (_, at) => at);
    for (const feature of featureNames) {
      const expected = await ask('plain', feature, customers);
      await until(async () => JSON.stringify(await ask('fed', feature, customers)) === JSON.stringify(expected), {
        what: `${feature} in memory`,
      });
    }
  }, 120_000);

  it('are not set back by a later publication of the batch before them, also without a time of knowing', async () => {
    const order = { ...randomOrder(), customer: 41, at: ago(30), amount: 50, pieces: 1 };
    await push([order]);
    const { table: before } = await fed.land();
    await push([{ ...order, id: newId(), amount: 60 }]); // of the same time
    const params = { view: 'unclocked', keys: ['customer'], eventTime: 'at', features: ['amount'] };
    for (let time = 0; time < 2; time += 1) {
      await fed.publish(before, [{ type: 'publish-features', params }]);
      await fed.caughtUp('unclocked');
      const { rows } = await fed.test.db.pool.query(
        `select "values" ->> 'amount' as amount from online_feature where view_id = $1 and key = '[41]'`,
        [await fed.viewId('unclocked')],
      );
      expect(rows).toEqual([{ amount: '60' }]);
    }
  });

  it('are readable when the sender has its answer', async () => {
    const order = { ...randomOrder(), customer: 7, at: ago(1), amount: 61, city: 'Rome', seen: ago(1) };
    await scoring.stop();
    scoring = await fed.serve(); // it knows the feeds of now
    expect((await push([order])).status).toBe(202);
    expect(await ask('orders', 'place', [7])).toEqual(['rome']);
    await fed.caughtUp('orders');
    expect(await ask('orders', 'place', [7])).toEqual(['rome']);
  });

  it('never set a view back, and one that a filter drops changes nothing', async () => {
    const late = { ...randomOrder(), customer: 7, at: ago(5000), amount: 62, city: 'Late' };
    const dropped = { ...randomOrder(), customer: 7, at: ago(0), amount: 1, gift: false, city: 'Dropped' };
    const toCome = { ...randomOrder(), customer: 7, at: ago(-5000), amount: 63, city: 'Tomorrow' };
    const before = await fed.caughtUp('orders');
    await push([late, dropped, toCome]);
    await until(async () => (await fed.caughtUp('orders')).taken === before.taken + 3, { what: 'the events' });
    expect(await ask('orders', 'place', [7])).toEqual(['rome']);
    const { filtered, toCome: later } = await fed.caughtUp('orders');
    expect([filtered, later]).toEqual([before.filtered + 1, before.toCome + 1]);
  });

  it('that do not fit are put aside with the reason, and the others go on', async () => {
    const good = { ...randomOrder(), customer: 8, at: ago(1), amount: 70, city: 'Pisa', seen: ago(1) };
    const bad = { ...randomOrder(), customer: 8, at: ago(0), amount: 'a lot', seen: ago(0) };
    const before = await fed.caughtUp('orders');
    await push([bad, good]);
    await until(async () => (await fed.caughtUp('orders')).taken === before.taken + 2, { what: 'the events' });
    expect(await ask('orders', 'place', [8])).toEqual(['pisa']);
    const mine = async () => {
      const letters = await listDeadLetters(fed.test.db, { projectId: fed.project.id, limit: 50 });
      return letters.filter(({ consumer }) => consumer === 'features orders');
    };
    const [letter] = await mine();
    expect(letter?.error.message).toBe(
      'Event › amount: got "a lot", expected what the batches hold: number or nothing. Send the value in this form, or cast the column in the pipeline and run it again.',
    );
    expect(await fed.caughtUp('orders')).toMatchObject({ failed: 1, waiting: 1, error: null });
    const asked = { projectId: fed.project.id, id: letter?.id ?? '', state: 'asked' as const, by: 'ada' };
    expect(await decideDeadLetter(fed.test.db, asked)).toBe(true);
    await until(async () => (await mine())[0]?.attempts === 2, { what: 'another try' });
    expect((await mine())[0]?.state).toBe('waiting');
  });

  it('that are tried again while a publication holds the view wait for its end', async () => {
    const { db } = fed.test;
    const mine = async () => {
      const letters = await listDeadLetters(db, { projectId: fed.project.id, limit: 50 });
      return letters.find(({ consumer }) => consumer === 'features orders');
    };
    const { id = '', attempts = 0 } = (await mine()) ?? {};
    const viewId = await fed.viewId('orders');
    const publishing = await db.pool.connect();
    await publishing.query('begin');
    await publishing.query('select id from feature_view where id = $1 for update', [viewId]);
    expect(await decideDeadLetter(db, { projectId: fed.project.id, id, state: 'asked', by: 'ada' })).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await mine()).toMatchObject({ state: 'asked', attempts });
    await publishing.query('rollback');
    publishing.release();
    await until(async () => (await mine())?.attempts === attempts + 1, { what: 'another try' });
  });

  it('that nothing takes any more are not called replayed', async () => {
    const { db } = fed.test;
    await db.pool.query(
      `insert into dead_letter (project_id, consumer, topic, "offset", event, error, attempts, state)
       select project_id, 'features gone', topic, "offset", event, error, 1, 'asked' from dead_letter
       where consumer = 'features orders' limit 1`,
    );
    const letter = await until(
      async () => {
        const letters = await listDeadLetters(db, { projectId: fed.project.id, state: 'waiting', limit: 50 });
        return letters.find(({ consumer }) => consumer === 'features gone');
      },
      { what: 'the letter to come back' },
    );
    expect(letter.error.message).toContain('go into this view any more');
  });

  it('wait on their topic, rather than be lost, while 1,000 were put aside and nobody has decided about them', async () => {
    const { pool } = fed.test.db;
    const before = await fed.caughtUp('orders');
    await pool.query(
      `insert into dead_letter (project_id, consumer, topic, "offset", event, error, attempts)
       select project_id, consumer, topic, -n, event, error, 1
       from (select * from dead_letter where consumer = 'features orders' limit 1) one, generate_series(1, $1) n`,
      [1_000 - before.waiting],
    );
    const good = { ...randomOrder(), customer: 41, at: ago(1), amount: 70, city: 'Graz', seen: ago(1) };
    await push([{ ...good, id: newId(), customer: 42, amount: 'a lot' }, good]);
    const stopped = async () => (await fed.feed('orders')).error !== null;
    await until(stopped, { what: 'the view to wait' });
    expect(await fed.feed('orders')).toMatchObject({
      ...{ waiting: 1_000, behind: 2, taken: before.taken, waitingSince: expect.any(Date) },
      error: { message: expect.stringContaining('under Events, Put aside') },
    });
    // One decision makes room for the one that does not fit, and for no other.
    await pool.query(`update dead_letter set state = 'dismissed', settled_at = now() where "offset" = -1`);
    await until(async () => (await fed.feed('orders')).behind === 1 && stopped(), { what: 'one event' });
    expect(await fed.feed('orders')).toMatchObject({ waiting: 1_000, failed: before.failed + 1 });
    await pool.query('delete from dead_letter where "offset" < 0');
    expect(await fed.caughtUp('orders')).toMatchObject({ taken: before.taken + 2, waiting: before.waiting + 1 });
    expect(await ask('orders', 'place', [41])).toEqual(['graz']);
  });

  it('that were stored by a process that was killed before it showed them are there when the next one answers', async () => {
    await scoring.stop();
    const order = { ...randomOrder(), customer: 9999, at: ago(1), amount: 80, city: 'Turku', seen: ago(1) };
    const { port } = await serveProcess(program, { url: fed.test.url, folder, dies: true }); // at its first commit
    const url = `http://127.0.0.1:${port}/sources/${fed.source.id}/events`;
    const headers = { authorization: 'Bearer sender', 'content-type': 'application/json' };
    await expect(fetch(url, { method: 'POST', headers, body: JSON.stringify(order) })).rejects.toThrow();
    expect((await fed.feed('orders')).behind).toBe(1);
    scoring = await fed.serve();
    expect(await ask('orders', 'place', [9999])).toEqual(['turku']);
  }, 60_000);

  it('take the way of a new publication, and those of before it that are in no batch take it again', async () => {
    const first = { ...randomOrder(), customer: 21, at: ago(3), amount: 90, pieces: 3, seen: ago(3) };
    await push([first]);
    expect(await ask('orders', 'each', [21])).toEqual([30]);
    await fed.caughtUp('orders');
    await fed.publish(table, steps('orders', 'amount * 2'));
    await until(async () => JSON.stringify(await ask('orders', 'each', [21])) === '[180]', { what: 'the new plan' });
    await push([{ ...first, id: newId(), customer: 22, at: ago(2) }]);
    await until(async () => JSON.stringify(await ask('orders', 'each', [22])) === '[180]', { what: 'the new plan' });
    const before = await fed.caughtUp('orders');
    await fed.publish(table, steps('orders', 'amount * 2'));
    const { id, taken } = await fed.caughtUp('orders');
    expect({ id, taken }).toEqual({ id: before.id, taken: before.taken }); // the same plan goes on: nothing is counted anew
  });

  it.each([
    [
      'a step that needs many rows',
      [{ type: 'check-quality' }, { type: 'drop-duplicates', title: 'Once each' }],
      'The step “Once each” needs more than one row at a time: the view is updated when its pipeline runs.',
    ],
    [
      'a step that cuts the plan',
      [
        {
          type: 'aggregate',
          params: { by: ['customer', 'at'], measures: [{ what: 'sum', column: 'amount', by: '', as: 'amount' }] },
        },
      ],
      'The step “aggregate” needs more than one row at a time: the view is updated when its pipeline runs.',
    ],
  ])('do not go through %s, and the version says so', async (what, drawn, why) => {
    const view = `v${what.length}`;
    const params = { view, keys: ['customer'], eventTime: 'at', features: ['amount'] };
    await fed.publish(table, [...drawn, { type: 'publish-features', params }]);
    const [version] = await listViewVersions(fed.test.db, await fed.viewId(view));
    expect(version?.notOnline).toBe(why);
  });

  it('take the way of the run that began last, also when an earlier one is handled after it', async () => {
    const params = { view: 'ordered', keys: ['customer'], eventTime: 'at', features: ['amount'] };
    await fed.publish(table, [{ type: 'publish-features', params }]);
    const viewId = await fed.viewId('ordered');
    const [version] = await listViewVersions(fed.test.db, viewId);
    const { pool } = fed.test.db;
    const digests = async () =>
      (await pool.query('select digest, run_id from feature_feed where view_id = $1', [viewId])).rows;
    const newest = await digests();
    await pool.query("update run set created_at = now() + interval '1 hour' where id = $1", [version?.runId]);
    await fed.publish(table, [
      { type: 'formula-column', params: { name: 'more', formula: 'amount * 3' } },
      { type: 'publish-features', params },
    ]);
    expect(await digests()).toEqual(newest);
  });

  it('wait where their way cannot be opened, and go on everywhere else', async () => {
    const { db } = fed.test;
    const params = { view: 'broken', keys: ['customer'], eventTime: 'at', features: ['amount'] };
    await fed.publish(table, [{ type: 'publish-features', params }]);
    const viewId = await fed.viewId('broken');
    const { waiting } = await fed.caughtUp('broken');
    await scoring.stop();
    await db.pool.query(`update feature_feed set feed = '{"v":99}', digest = 'of another version' where view_id = $1`, [
      viewId,
    ]);
    scoring = await fed.serve();
    expect((await push([{ ...randomOrder(), customer: 31, at: ago(1), amount: 91, pieces: 1 }])).status).toBe(202);
    expect(await ask('orders', 'each', [31])).toEqual([182]);
    const state = await fed.feed('broken');
    expect(state.error?.message).toContain('cannot be opened');
    expect(state.behind).toBeGreaterThan(0);
    expect(state.waiting).toBe(waiting); // they are not at fault, and none is put aside
    await db.pool.query('delete from feature_feed where view_id = $1', [viewId]);
  });

  it('are not taken again by a feed that has taken them when another one begins before it', async () => {
    const { db } = fed.test;
    const before = await fed.caughtUp('orders');
    const stored = await getStoredFeed(db, before.id);
    const view = { id: await fed.viewId('orders'), name: 'orders', projectId: fed.project.id };
    const [version] = await listViewVersions(db, view.id);
    if (stored === null || version === undefined) throw new Error('nothing was published');
    const source = { sourceId: fed.source.id, topic: fed.topic, after: 0 };
    const feeds = [{ source, stored, digest: 'second' }];
    await replaceFeeds(db, { view, pipelineId: null, runId: version.runId, idx: 99, feeds });
    const second = await until(
      async () => {
        const other = (await listFeedStates(db, view.id)).find(({ id }) => id !== before.id);
        return other?.behind === 0 ? other : null;
      },
      { what: 'the second feed to catch up' },
    );
    expect(second.taken).toBeGreaterThan(4000);
    expect((await fed.feed('orders')).taken).toBe(before.taken);
    await db.pool.query("delete from feature_feed where digest = 'second'");
  });

  it('need an event time', async () => {
    const params = { view: 'timeless', keys: ['customer'], features: ['amount'] };
    await fed.publish(table, [{ type: 'publish-features', params }]);
    const [version] = await listViewVersions(fed.test.db, await fed.viewId('timeless'));
    expect(version?.notOnline).toContain('It has no event time');
  });

  // The last one: who lost the database hears of new publications only when it looks again.
  it('count once each, however often the process is stopped or loses the database', async () => {
    const { pool } = fed.test.db;
    const before = await fed.caughtUp('orders');
    const kept = async () => {
      const key = { projectId: fed.source.projectId, topic: fed.topic };
      return (await readTopic(fed.test.db, { ...key, after: 0, limit: 100_000 })).length;
    };
    const there = await kept();
    let sent = 0;
    for (let round = 0; round < 6; round += 1) {
      const orders = Array.from({ length: 200 }, () => ({ ...randomOrder(), customer: 1000 + random.int(50) }));
      const events = orders.map((order) => pushed(fed.source, order));
      await publishEvents(fed.test.db, { projectId: fed.source.projectId, topic: fed.topic, events });
      sent += orders.length;
      if (round % 2 === 0) {
        await scoring.stop();
        scoring = await fed.serve();
      } else {
        await pool
          .query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
          )
          .catch(() => undefined); // it may end its own connection's siblings
      }
    }
    const state = await until(
      async () => {
        const seen = await fed.caughtUp('orders').catch(() => null);
        return seen !== null && seen.taken >= before.taken + sent ? seen : null;
      },
      { what: 'all events', limitMs: 60_000 },
    );
    expect(state.taken).toBe(before.taken + sent);
    expect(state.failed).toBe(before.failed);
    expect(await kept()).toBe(there + sent);
  }, 120_000);
});
