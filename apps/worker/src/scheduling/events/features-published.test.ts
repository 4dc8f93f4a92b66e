import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addToOutbox,
  beginPublication,
  countOnline,
  type Database,
  findFeatureView,
  findOnline,
  giveUpPublications,
  listEvents,
  listViewVersions,
  noteTry,
  putOnline,
  recordArtifact,
  showPublication,
  stageOnline,
  startRun,
  tryLockOnline,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import type { FeaturesPublished } from '@millrace/pipeline-core/events';
import { artifactHashSchema, type ProjectId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { type HandleEvent, jobCatalog } from '@millrace/pipeline-core/jobs';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder } from '../../data/testing/scratch';
import { NotYet } from '../../queue/to-queue-error';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { applyRetention } from '../upkeep';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { publishView } from './features-published';
import { publishInTurn } from './publish-in-turn';
import { clearAllSpent } from './put-publication';
import { createRunFacts } from './run-facts';
import { afterRun } from './run-finished';

const folder = scratchFolder('features-published');
let test: TestDatabase;
let projectId: ProjectId;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  test = await createTestDatabase();
  projectId = (await makeProject(test.db)).id;
});
afterAll(() => test?.drop());

const hashOf = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));
const line = (id: number, x: number) =>
  `${JSON.stringify({ k: [id], e: '2026-01-02T00:00:00Z', s: '2026-01-02T00:00:00Z', v: { x } })}\n`;
const lines = (count: number, x: number) => Array.from({ length: count }, (_, id) => line(id, x)).join('');

type Made = { payload: FeaturesPublished; key: string; origin: EventOrigin };

/** What a run made that publishes a view, with its online rows at a path. */
async function makePublication(name: string, path: string): Promise<Made> {
  const { db } = test;
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('publish'), title: 'Publish', type: 'publish-features', version: 1 },
    ...{ params: {}, seed: 1, inputs: {}, references: {}, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const { runId: run } = await startRun(db, {
    ...{ projectId, requestKey: randomUUID(), pipelineId: null, startedBy: 'ada', mayDeploy: false },
    ...{ plan: {}, edges: [], steps: [{ idx: 0, queue: 'cpu' as const, max_attempts: 1, spec }] },
  });
  const [table, meta, online] = [hashOf(`table ${run}`), hashOf(`meta ${run}`), hashOf(`online ${run}`)];
  await recordArtifact(db, { hash: table, bytes: 1, kind: 'table', location: `table ${run}` });
  await recordArtifact(db, { hash: meta, bytes: 1, kind: 'table-meta', inline: {} });
  await recordArtifact(db, { hash: online, bytes: 1, kind: 'file', location: path });
  await db.pool.query(
    `insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, 0, 'out', 0, 'table.meta', $2)`,
    [run, meta],
  );
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'x', type: 'number' as const }],
    ttlSeconds: null,
  };
  const payload = { ...shape, name, description: '', table, online, rows: 1, entities: 1 };
  return { payload, key: `${run}-0-0`, origin: { run, idx: 0 } };
}

async function makeFile(name: string, text: string): Promise<Made> {
  const path = join(folder, `${randomUUID()}.ndjson`);
  writeFileSync(path, text);
  return makePublication(name, path);
}

function contextOf(db: Database): EventContext {
  const more = { readJson: async () => null, receiptKey: null, pathOf: (location: string) => location };
  return { db, queues: { enqueue: async () => undefined }, runFacts: createRunFacts(test.db), ...more };
}

const publish = (made: Made, db: Database = test.db): Promise<void> => publishView({ ...made, context: contextOf(db) });

/** A database whose transactions fail after so many: what a process that dies there has done. */
function dyingAfter(transactions: number): Database {
  let left = transactions;
  const transaction: Database['transaction'] = (work, options) => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error('dead')) : test.db.transaction(work, options);
  };
  return { ...test.db, transaction };
}

async function viewIdOf(name: string): Promise<string> {
  const view = await findFeatureView(test.db, { projectId, name });
  if (view === null) throw new Error(`no view ${name}`);
  return view.id;
}

async function valueAt(viewId: string, id: number): Promise<unknown> {
  return (await findOnline(test.db, { viewId, key: `[${id}]` }))?.values.x;
}

/** Rows that are written aside for a view. */
async function stagedOf(viewId: string): Promise<number> {
  const text = `select count(s.key)::int as rows from online_publication p
    left join online_staged s on s.publication_id = p.id where p.view_id = $1`;
  return (await test.db.pool.query<{ rows: number }>(text, [viewId])).rows[0]?.rows ?? 0;
}

/** Writes rows aside, and no more. */
async function stage(o: { viewId: string; key: string; ids: readonly number[]; x: number }): Promise<string> {
  const publication = await beginPublication(test.db, { viewId: o.viewId, requestKey: o.key });
  const times = { e: '2026-01-02T00:00:00Z', s: '2026-01-02T00:00:00Z' };
  await stageOnline(test.db, { publication, rows: o.ids.map((id) => ({ k: `[${id}]`, ...times, v: { x: o.x } })) });
  return publication;
}

const told = async (viewId: string) =>
  (await listEvents(test.db, { projectId, topic: 'features-generated', limit: 50 })).filter(
    ({ subject }) => subject === `feature-views/${viewId}`,
  ).length;

it('keeps a large publication from everybody, and nobody waiting, until all of it is there', async () => {
  const path = join(folder, 'large.ndjson');
  execFileSync('mkfifo', [path]); // it is written while it is read
  const large = await makePublication('large', path);
  await publish(await makeFile('large', line(0, 1)));
  const viewId = await viewIdOf('large');
  const publishing = publish(large);
  const pipe = await open(path, 'w');
  await pipe.appendFile(lines(5_000, 2));
  await until(async () => (await stagedOf(viewId)) === 5_000, { what: 'half of it' });
  // Another publication, and what is pushed or made of events, which give up when the view is held.
  await publish(await makeFile('large', line(7_000, 3)));
  await test.db.transaction(async (tx) => {
    expect(await tryLockOnline(tx, { viewId, waitMs: 1 })).toBe(true);
    await putOnline(tx, {
      viewId,
      rows: [{ k: '[7001]', e: '2026-01-01T00:00:00Z', s: '2026-01-01T00:00:00Z', v: { x: 4 } }],
    });
  });
  expect((await countOnline(test.db, [viewId])).get(viewId)).toBe(3);
  expect([await valueAt(viewId, 0), await valueAt(viewId, 1), await valueAt(viewId, 7_000)]).toEqual([1, undefined, 3]);
  expect(await listViewVersions(test.db, viewId)).toHaveLength(2);
  await pipe.appendFile(Array.from({ length: 10 }, (_, at) => line(6_000 + at, 2)).join(''));
  await pipe.close();
  await publishing;
  expect((await countOnline(test.db, [viewId])).get(viewId)).toBe(5_012);
  expect([await valueAt(viewId, 0), await valueAt(viewId, 6_009), await valueAt(viewId, 7_000)]).toEqual([2, 2, 3]);
  expect(await listViewVersions(test.db, viewId)).toHaveLength(3);
  expect(await stagedOf(viewId)).toBe(0);
});

it('leaves nothing to be seen when it dies before its rows are shown, and another try publishes once', async () => {
  const made = await makeFile('dying', lines(20, 1));
  await expect(publish(made, dyingAfter(1))).rejects.toThrow('dead'); // the view is made by the first
  const viewId = await viewIdOf('dying');
  const nothing = async () => {
    expect([await stagedOf(viewId), await valueAt(viewId, 1), await told(viewId)]).toEqual([20, undefined, 0]);
    expect(await listViewVersions(test.db, viewId)).toEqual([]);
  };
  await nothing();
  await clearAllSpent(test.db);
  // What a process leaves that is killed: nobody has given it up.
  await stage({ viewId, key: made.key, ids: Array.from({ length: 20 }, (_, id) => id), x: 7 });
  await expect(publish(made)).rejects.toThrow('another try'); // it may still be at it
  await nothing();
  await test.db.pool.query(`update online_publication set touched_at = now() - interval '1 minute'`);
  for (let time = 0; time < 2; time += 1) {
    await publish(made);
    expect([await stagedOf(viewId), await valueAt(viewId, 1), await told(viewId)]).toEqual([0, 1, 1]);
    expect(await listViewVersions(test.db, viewId)).toMatchObject([{ number: 1 }]);
  }
});

it('is tidied up after by upkeep: what nobody has seen goes, what is shown is folded', async () => {
  await publish(await makeFile('tidied', lines(3, 1)));
  const viewId = await viewIdOf('tidied');
  const shown = await stage({ viewId, key: randomUUID(), ids: [4, 5], x: 2 });
  await test.db.transaction((tx) => showPublication(tx, shown));
  await stage({ viewId, key: randomUUID(), ids: [4, 5], x: 3 });
  const upkeep = (now: number) =>
    applyRetention({
      ...{ db: test.db, logger: createQuietLogger(), now: () => now, signal: new AbortController().signal },
      files: { remove: async () => undefined, sweepCandidates: async () => [] },
      predictionDays: 90,
    });
  await upkeep(Date.now());
  expect(await stagedOf(viewId)).toBe(2); // it may still be going on
  await upkeep(Date.now() + 2 * 3600_000);
  expect([await stagedOf(viewId), await valueAt(viewId, 4)]).toEqual([0, 2]);
  const { rows } = await test.db.pool.query('select 1 from online_feature where view_id = $1', [viewId]);
  expect(rows).toHaveLength(5);
});

it('comes before the end of its run is told, however long it waits, unless it fails again and again', async () => {
  const end = async ({ origin }: Made) => {
    await afterRun({ payload: { run: origin.run, status: 'succeeded' }, context: contextOf(test.db) });
  };
  const ended = async ({ origin }: Made) =>
    (await listEvents(test.db, { projectId, topic: 'run-finished', limit: 50 })).some(
      ({ subject }) => subject === `runs/${origin.run}`,
    );
  const [quick, broken] = [await makeFile('ended', lines(3, 1)), await makeFile('ended', lines(3, 2))];
  const [, late] = [await queue(quick), await queue(broken)];
  await test.db.pool.query(`update outbox set created_at = now() - interval '2 hours'`); // the process was down
  const early = await end(quick).catch((error: unknown) => error);
  expect(early).toBeInstanceOf(NotYet); // others of the queue pass meanwhile, and it comes again as often as it takes
  expect(await ended(quick)).toBe(false);
  await publish(quick);
  await end(quick);
  expect(await ended(quick)).toBe(true);
  await expect(end(broken)).rejects.toThrow('still publishing');
  await noteTry(test.db, { outboxId: BigInt(late.outboxId), news: 'hopeless' });
  await end(broken);
  expect(await ended(broken)).toBe(true);
});

/** Puts it into the outbox: the event as its job has it. */
async function queue({ payload, key }: Made): Promise<HandleEvent> {
  const event = { topic: 'features-published', key, payload: jsonSchema.parse(payload) };
  await addToOutbox(test.db, event);
  const { rows } = await test.db.pool.query<{ id: string }>('select id::text as id from outbox where key = $1', [key]);
  return { ...event, outboxId: rows[0]?.id ?? '' };
}

const inTurn = (event: HandleEvent, stopping = new AbortController().signal): Promise<void> =>
  publishInTurn(event, { context: { ...contextOf(test.db), signal: stopping }, stopping });

const triesOf = async ({ outboxId }: HandleEvent) =>
  (await test.db.pool.query<{ tries: number }>('select tries from outbox where id = $1', [outboxId])).rows[0]?.tries;

it('comes after those before it, so that what was published last counts and not what took longer', async () => {
  const large = await queue(await makeFile('turns', lines(9, 1)));
  const small = await queue(await makeFile('turns', line(3, 2)));
  const early = await inTurn(small).catch((error: unknown) => error);
  expect(early).toBeInstanceOf(NotYet);
  await inTurn(large);
  await inTurn(small);
  const viewId = await viewIdOf('turns');
  expect([await valueAt(viewId, 2), await valueAt(viewId, 3)]).toEqual([1, 2]);
  expect([await triesOf(large), await triesOf(small)]).toEqual([undefined, undefined]); // handled
});

it('waits for none that fails again and again, or that nobody can read', async () => {
  const lost = await queue(await makeFile('failing', 'no JSON\n'));
  const unreadable = await queue(await makeFile('failing', line(1, 1)));
  const last = await queue(await makeFile('failing', line(2, 2)));
  for (let time = 1; time <= jobCatalog['publish-view'].attempts; time += 1) {
    await expect(inTurn(lost)).rejects.toThrow('JSON');
    expect(await triesOf(lost)).toBe(time);
  }
  await expect(inTurn(last)).rejects.toThrow('earlier publication');
  await expect(inTurn(lost)).rejects.toThrow('JSON');
  await expect(inTurn({ ...unreadable, payload: { name: 'failing' } })).rejects.toThrow();
  await inTurn(last);
  expect(await valueAt(await viewIdOf('failing'), 2)).toBe(2);
});

it('is broken off when its process stops, and the next one begins at once', async () => {
  const event = await queue(await makeFile('stopped', lines(20, 1)));
  const stop = new AbortController();
  stop.abort();
  const broken = await inTurn(event, stop.signal).catch((error: unknown) => error);
  expect(broken).toBeInstanceOf(NotYet);
  const viewId = await viewIdOf('stopped');
  expect([await triesOf(event), await valueAt(viewId, 1)]).toEqual([0, undefined]);
  // One that was killed says nothing, and may still be at it.
  const killed = await stage({ viewId, key: event.key, ids: [1], x: 7 });
  const beside = await inTurn(event).catch((error: unknown) => error);
  expect(beside).toBeInstanceOf(NotYet);
  expect(await triesOf(event)).toBe(0);
  await giveUpPublications(test.db, { id: killed });
  await inTurn(event);
  expect(await valueAt(viewId, 1)).toBe(1);
});

it('deletes what its own tries left, and leaves rows of others to upkeep', async () => {
  await publish(await makeFile('others', lines(3, 1)));
  const others = await viewIdOf('others');
  await giveUpPublications(test.db, { id: await stage({ viewId: others, key: randomUUID(), ids: [4, 5], x: 2 }) });
  const made = await makeFile('own', lines(3, 1));
  await publish(made);
  await publish(made);
  expect([await stagedOf(others), await stagedOf(await viewIdOf('own'))]).toEqual([2, 0]);
  await clearAllSpent(test.db);
  expect(await stagedOf(others)).toBe(0);
});
