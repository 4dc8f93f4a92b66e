import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createPipeline,
  findFeatureView,
  listEvents,
  listViewVersions,
  type Project,
  recordArtifact,
  startRun,
} from '@millrace/db';
import { createTestDatabase, makeApiKey, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { featuresPublishedSchema } from '@millrace/pipeline-core/events';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type RunId, stepIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactStore, createArtifactStore } from '../../data/artifact-store';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { store as asArtifact, type StepResult, StepRunner } from '../../executors/testing/run-steps';
import { createFigures } from '../../ground/figures';
import { publishView } from '../../scheduling/events/features-published';
import { createRunFacts } from '../../scheduling/events/run-facts';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { hashKey } from '../keys/api-key';
import { type Scoring, startScoring } from '../start-scoring';

const folder = scratchFolder('features');
const session = scratchSession(folder);
const steps = new StepRunner(folder);
let test: TestDatabase;
let store: ArtifactStore;
let project: Project;
let scoring: Scoring;
let run: RunId;
let published = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  store = await createArtifactStore(join(folder, 'artifacts'));
  const ownerId = userIdSchema.parse((await makeUser(test.db)).id);
  project = await makeProject(test.db, { ownerId });
  const pipeline = await createPipeline(test.db, {
    projectId: project.id,
    name: 'Orders',
    document: emptyDocument,
    createdBy: 'ada',
  });
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('publish'), title: 'Publish', type: 'publish-features', version: 1 },
    ...{ params: {}, seed: 1, inputs: {}, references: {}, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const started = await startRun(test.db, {
    ...{ projectId: project.id, requestKey: 'features', pipelineId: pipeline.id, startedBy: 'ada', mayDeploy: false },
    ...{ plan: {}, edges: [] },
    steps: Array.from({ length: 4 }, (_, idx) => ({ idx, queue: 'cpu' as const, max_attempts: 1, spec })),
  });
  run = started.runId;
  scoring = await serve();
  for (const [name, scope] of [
    ['reader', 'predict'],
    ['writer', 'push'],
    ['other', 'read'],
  ] as const) {
    await makeApiKey(test.db, { projectId: project.id, ownerId, scopes: [scope], name, hash: hashKey(name) });
  }
}, 120_000);

afterAll(async () => {
  await scoring?.stop();
  await test?.drop();
});

function serve(): Promise<Scoring> {
  return startScoring({
    ...{ db: test.db, databaseUrl: test.url, pathOf: store.pathOf, dataDir: folder, host: '127.0.0.1', port: 0 },
    ...{ internalToken: 't', health: () => ({ status: 'ok', roles: ['score'] }), figures: createFigures() },
    logger: createQuietLogger(),
  });
}

async function makeTable(values: string): Promise<StepResult> {
  const at = join(folder, `table-${published}`);
  mkdirSync(at);
  const columns: StoredColumn[] = [
    { name: 'driver_id', type: 'integer', role: 'id', sqlType: 'BIGINT' },
    { name: 'at', type: 'timestamp', role: 'time', sqlType: 'TIMESTAMP' },
    { name: 'conv_rate', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
    { name: 'city', type: 'text', role: 'feature', sqlType: 'VARCHAR' },
  ];
  const query = `SELECT row_number() OVER () - 1 AS __row, driver_id::BIGINT AS driver_id, "at"::TIMESTAMP AS "at",
    conv_rate::DOUBLE AS conv_rate, city::VARCHAR AS city FROM (VALUES ${values}) t(driver_id, "at", conv_rate, city)`;
  const written = await writeTable(session, { query, path: join(at, 'table.parquet'), columns });
  const outputs = await Promise.all(tableOutputs('table', written.path, datasetMeta(written)).map(asArtifact));
  return { outputs: Object.fromEntries(outputs.map((one) => [one.port, one])), events: [], logs: [], folder: at };
}

/** Runs the step and hands its event on as the outbox would. */
async function publish(values: string, times = 1) {
  const table = await makeTable(values);
  const params = { view: 'drivers', maxAge: 30, unit: 'days', knownSince: 'at' };
  const result = await steps.run('publish-features', { params, inputs: { table: [[table, 'table']] } });
  const idx = published++;
  for (const { port, hash, kind, path, inline } of Object.values(result.outputs)) {
    const stored = path === undefined ? undefined : await store.putFile(path);
    const place = stored === undefined ? { inline: inline ?? null } : { location: stored.location };
    await recordArtifact(test.db, { hash, bytes: stored?.bytes ?? 1, kind, ...place });
    await test.db.pool.query(
      `insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, $2, 'out', $2, $3, $4)`,
      [run, idx, port, hash],
    );
  }
  const payload = featuresPublishedSchema.parse(result.events[0]?.payload);
  const queues = { enqueue: async () => undefined };
  const runFacts = createRunFacts(test.db);
  const context = { db: test.db, queues, runFacts, pathOf: store.pathOf, readJson: async () => null, receiptKey: null };
  for (let time = 0; time < times; time += 1)
    await publishView({ payload, key: `${run}-${idx}-0`, origin: { run, idx }, context });
  return payload;
}

async function post(path: string, body: unknown, key = 'reader') {
  const response = await fetch(`http://127.0.0.1:${scoring.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

const ask = (ids: unknown[], features = ['drivers:conv_rate', 'drivers:city']) =>
  post('/get-online-features', { features, entities: { driver_id: ids } });

const write = (path: '/push' | '/write-to-online-store', body: unknown) => post(path, body, 'writer');

/** The values of the first feature, once they are as expected: other processes hear of a change a moment later. */
const untilServed = (ids: unknown[], expected: unknown[]) =>
  until(
    async () => {
      const { json } = await ask(ids);
      return JSON.stringify(json.results?.[1]?.values) === JSON.stringify(expected) ? json : null;
    },
    { what: `the values ${JSON.stringify(expected)}` },
  );

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const sqlAgo = (days: number) => `'${ago(days).slice(0, -1)}'`;

describe('a published view', () => {
  it('is served as Feast’s clients read it: one result per feature, with statuses', async () => {
    const first = `(1001, ${sqlAgo(2)}, 0.1, 'Oslo'), (1001, ${sqlAgo(1)}, 0.5, 'Bergen'), (1002, ${sqlAgo(1)}, NULL, 'Bern'),
      (1003, ${sqlAgo(40)}, 0.9, 'Rome'), (1001, ${sqlAgo(3)}, 0.3, 'Turku')`;
    const payload = await publish(first, 2);
    expect(payload).toMatchObject({ rows: 5, entities: 3 });
    await untilServed([1001], [0.5]);
    const { status, json } = await ask([1001, 1002, 1003, 1004]);
    expect(status).toBe(200);
    expect(json.metadata.feature_names).toEqual(['driver_id', 'conv_rate', 'city']);
    expect(json.results.map(({ values }: { values: unknown[] }) => values)).toEqual([
      [1001, 1002, 1003, 1004],
      [0.5, null, null, null],
      ['Bergen', 'Bern', null, null],
    ]);
    expect(json.results.map(({ statuses }: { statuses: unknown[] }) => statuses)).toEqual([
      ['PRESENT', 'PRESENT', 'PRESENT', 'PRESENT'],
      ['PRESENT', 'NULL_VALUE', 'OUTSIDE_MAX_AGE', 'NOT_FOUND'],
      ['PRESENT', 'PRESENT', 'OUTSIDE_MAX_AGE', 'NOT_FOUND'],
    ]);
    expect(json.results[0].event_timestamps[0]).toBe('1970-01-01T00:00:00Z');
    expect(Math.abs(Date.parse(json.results[1].event_timestamps[0]) - Date.parse(ago(1)))).toBeLessThan(600_000);
  });

  it('has one version and one event for a publication, however often it is told of', async () => {
    const view = await findFeatureView(test.db, { projectId: project.id, name: 'drivers' });
    expect(await listViewVersions(test.db, view?.id ?? '')).toMatchObject([{ number: 1, rows: 5, entities: 3 }]);
    const events = await listEvents(test.db, { projectId: project.id, topic: 'features-generated', limit: 10 });
    expect(events).toMatchObject([{ subject: `feature-views/${view?.id}`, data: { name: 'drivers', rows: 5 } }]);
  });

  it('is never set back by older rows, and newer ones show without a restart', async () => {
    await publish(`(1001, ${sqlAgo(20)}, 0.7, 'Old'), (1004, ${sqlAgo(1)}, 0.4, 'New')`);
    await untilServed([1001, 1004], [0.5, 0.4]);
  });

  it('takes pushed rows: durable, and read by whoever got the answer', async () => {
    const df = {
      driver_id: [1001, 1005],
      event_timestamp: [ago(0), ago(0)],
      conv_rate: [0.8, 1],
      city: ['Pisa', null],
    };
    expect(await write('/push', { push_source_name: 'drivers', df })).toEqual({ status: 200, json: {} });
    expect((await ask([1001, 1005])).json.results[1].values).toEqual([0.8, 1]);
    const late = { driver_id: [1001], event_timestamp: [ago(9)], conv_rate: [0.2], city: ['Late'] };
    expect((await write('/push', { push_source_name: 'drivers', df: late })).status).toBe(200);
    expect((await ask([1001])).json.results[1].values).toEqual([0.8]);
    const other = await serve();
    const before = scoring;
    scoring = other;
    expect((await ask([1001, 1005])).json.results[1].values).toEqual([0.8, 1]); // warmed before it listens
    scoring = before;
    await other.stop();
  });

  it('sends a push back with a time while a publication holds the view, and takes it afterwards', async () => {
    const df = { driver_id: [1006], event_timestamp: [ago(0)], conv_rate: [0.6], city: ['Nice'] };
    const push = () =>
      fetch(`http://127.0.0.1:${scoring.port}/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer writer' },
        body: JSON.stringify({ push_source_name: 'drivers', df }),
      });
    const publishing = await test.db.pool.connect();
    await publishing.query("begin; select id from feature_view where name = 'drivers' for update");
    const refused = await push();
    await publishing.query('rollback');
    publishing.release();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ error: { code: 'busy-view' } });
    expect((await push()).status).toBe(200);
    expect((await ask([1006])).json.results[1].values).toEqual([0.6]);
  });

  it.each([
    ['an unknown view', ['trips:x'], { driver_id: [1] }, 404],
    ['an unknown feature', ['drivers:x'], { driver_id: [1] }, 404],
    ['no key column', ['drivers:city'], { id: [1] }, 422],
    ['uneven entities', ['drivers:city'], { driver_id: [1], other: [] }, 422],
    ['one name twice', ['drivers:city', 'drivers:city'], { driver_id: [1] }, 400],
  ])('refuses %s', async (_what, features, entities, status) => {
    expect((await post('/get-online-features', { features, entities })).status).toBe(status);
  });

  it.each([
    ['a column that is not there', { driver_id: [1], event_timestamp: [ago(1)], conv_rate: [1] }],
    ['a value of another type', { driver_id: [1], event_timestamp: [ago(1)], conv_rate: ['x'], city: ['y'] }],
    ['a time to come', { driver_id: [1], event_timestamp: [ago(-1)], conv_rate: [1], city: ['y'] }],
    ['a key of another type', { driver_id: ['1'], event_timestamp: [ago(1)], conv_rate: [1], city: ['y'] }],
  ])('takes no push with %s', async (_what, df) => {
    expect((await write('/push', { push_source_name: 'drivers', df })).status).toBe(422);
    expect((await ask([1])).json.results[1].statuses).toEqual(['NOT_FOUND']);
  });

  it('is written by keys with the scope push alone: one that may predict cannot change what endpoints answer with', async () => {
    const df = { driver_id: [1007], event_timestamp: [ago(0)], conv_rate: [0.9], city: ['Kiel'] };
    for (const [path, body] of [
      ['/push', { push_source_name: 'drivers', df }],
      ['/write-to-online-store', { feature_view_name: 'drivers', df }],
    ] as const) {
      expect((await post(path, body, 'nobody')).status).toBe(401);
      expect((await post(path, body, 'reader')).status).toBe(403);
      expect((await ask([1007])).json.results[1].statuses).toEqual(['NOT_FOUND']);
    }
    expect((await write('/write-to-online-store', { feature_view_name: 'drivers', df })).status).toBe(200);
    expect((await ask([1007])).json.results[1].values).toEqual([0.9]);
  });

  it('asks for a key with the scope predict', async () => {
    const body = { features: ['drivers:city'], entities: { driver_id: [1] } };
    expect((await post('/get-online-features', body, 'nobody')).status).toBe(401);
    expect((await post('/get-online-features', body, 'other')).status).toBe(403);
    expect((await post('/get-online-features', body, 'writer')).status).toBe(403);
  });
});
