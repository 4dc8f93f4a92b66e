import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { appendRevision, createRelease, listPrecomputedScores, recordArtifact, startRun } from '@millrace/db';
import { createListener } from '@millrace/db/protocol';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { buildScoringRun, scoringPlanSchema, scoringRequestKey, scoringRunKind } from '@millrace/pipeline-core/scoring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactStore, createArtifactStore } from '../../data/artifact-store';
import { writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { createFigures } from '../../ground/figures';
import { createQuietLogger } from '../../testing/quiet-logger';
import { makeTestBundle } from '../../testing/test-bundle';
import { until } from '../../testing/until';
import { type Scoring, startScoring } from '../start-scoring';
import { makeServedEndpoint } from '../testing/world-endpoint';

const folder = scratchFolder('precomputed');
const session = scratchSession(folder);
let test: TestDatabase;
let store: ArtifactStore;
let scoring: Scoring;
let world: Awaited<ReturnType<typeof makeServedEndpoint>>;
let next: ReleaseId;

beforeAll(async () => {
  test = await createTestDatabase();
  store = await createArtifactStore(join(folder, 'artifacts'));
  world = await makeServedEndpoint({ db: test.db, store }, 'prices');
  const made = await makeTestBundle(store, { slope: 5 });
  await recordArtifact(test.db, { ...made.bundle, kind: 'bundle' });
  await recordArtifact(test.db, { ...made.model, kind: 'model' });
  const release = await createRelease(test.db, {
    ...{ modelId: world.model.id, bundleHash: made.bundle.hash, modelHash: made.model.hash },
    ...{ manifest: made.manifest, createdBy: world.ownerId },
  });
  next = release.id;
  scoring = await startScoring({
    ...{ db: test.db, databaseUrl: test.url, pathOf: store.pathOf, dataDir: folder, host: '127.0.0.1', port: 0 },
    ...{ internalToken: 't', health: () => ({ status: 'ok', roles: ['score'] }), figures: createFigures() },
    logger: createQuietLogger(),
  });
}, 120_000);

afterAll(async () => {
  await scoring?.stop();
  await test?.drop();
});

/** Stores what a batch leaves behind that scored customers 0, 3, 6, …: `first` is the score of the first, each next one more. */
async function storeBatch(o: {
  release: ReleaseId;
  first: number;
  hoursAgo?: number;
  probabilities?: boolean;
  /** The file is cut off behind it. */
  damaged?: boolean;
}): Promise<string> {
  const { project, ownerId, endpoint, model, release } = world;
  const { probabilities = true } = o;
  const made = join(folder, `scores-${randomUUID()}`);
  mkdirSync(made);
  const written = await writeTable(session, {
    query: `SELECT range AS __row, range * 3 AS customer, (${o.first} + range)::DOUBLE AS prediction FROM range(10)`,
    path: join(made, 'scores.parquet'),
    columns: [
      { name: 'customer', type: 'integer', role: 'id', sqlType: 'BIGINT' },
      { name: 'prediction', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
    ],
  });
  const table = await store.putFile(written.path);
  if (o.damaged === true) await truncate(store.pathOf(table.location), table.bytes - 8);
  await recordArtifact(test.db, { ...table, kind: 'table' });
  const hash = 'a'.repeat(64);
  const plan = scoringPlanSchema.parse({
    ...{ v: 1, id: randomUUID(), asked: 'x', endpoint: { id: endpoint.id, name: endpoint.name }, probabilities },
    release: { id: o.release, model: model.name, number: 1, bundle: release.bundleHash },
    dataset: { id: randomUUID(), name: 'customers' },
    batch: { id: randomUUID(), number: 1, rows: 10, table: hash, meta: hash },
    ...{ keep: ['customer'], chunkRows: 1000, webhook: null },
  });
  const built = buildScoringRun(plan, { format: 'linear' });
  const { runId } = await startRun(test.db, {
    ...{ projectId: project.id, requestKey: scoringRequestKey(plan.id), kind: scoringRunKind, trigger: 'api' },
    ...{ startedBy: ownerId, mayDeploy: false, plan: jsonSchema.parse(plan), ...built },
  });
  const idx = built.steps.length - 1;
  await test.db.pool.query(
    `insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, $2, 'out', $2, 'predictions', $3)`,
    [runId, idx, table.hash],
  );
  await test.db.pool.query(
    `update run set status = 'succeeded', finished_at = now() - make_interval(hours => $2::int) where id = $1`,
    [runId, o.hoursAgo ?? 0],
  );
  return plan.id;
}

async function route(release: ReleaseId, more: object): Promise<number> {
  const { endpoint, ownerId } = world;
  const routes = [{ release, weight: 1 }];
  const config = endpointConfigSchema.parse({ v: 1, routes, chain: [], budgetMs: 20_000, ...more });
  const written = await appendRevision(test.db, { endpointId: endpoint.id, config, createdBy: ownerId });
  if (!written.ok) throw new Error(written.error);
  return written.value.revision;
}

async function ask(...rows: object[]) {
  const response = await fetch(`http://127.0.0.1:${scoring.port}/serve/${world.endpoint.slug}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.key}` },
    body: JSON.stringify({ rows }),
  });
  const body: ReturnType<typeof JSON.parse> = await response.json();
  return { status: response.status, body };
}

/** Asks until a row is answered like that: a process hears of changes a moment later. */
const untilAnswered = (row: object, answer: { prediction: number } | { status: number }) =>
  until(
    async () => {
      const { status, body } = await ask(row);
      if ('status' in answer) return status === answer.status;
      return Math.abs((body.predictions?.[0]?.prediction ?? Number.NaN) - answer.prediction) < 1e-6;
    },
    { what: `an answer like ${JSON.stringify(answer)}` },
  );

const precomputed = { key: ['customer'], maxAgeSeconds: 3600 };

describe('an endpoint that answers with the scores of a batch', () => {
  it('has one for each entity of the batch, says so, and asks the model for all others', async () => {
    await storeBatch({ release: world.release.id, first: 700, hoursAgo: 2 }); // too old
    const batch = await storeBatch({ release: world.release.id, first: 100 });
    await route(world.release.id, { precomputed });
    await untilAnswered({ customer: 6 }, { prediction: 102 });

    const { body } = await ask({ customer: 6 }, { customer: 6, x: 1.5 }, { customer: 7, x: 1.5 }, { x: 1.5 });
    const modelled = { prediction: expect.closeTo(3) };
    const of = (prediction: number) => ({ prediction, precomputed: { batch, at: expect.any(String) } });
    expect(body).toMatchObject({ release: 'v1', predictions: [of(102), of(102), modelled, modelled] });
    expect(body.predictions[2]).not.toHaveProperty('precomputed');

    const refused = await ask({ customer: 7 });
    expect(refused.status).toBe(422);
    expect(refused.body.error.message).toContain('customer (no score was made for it: send the whole row)');
    expect((await ask({ customer: 6, x: 'many' })).status).toBe(422);
  });

  it('keeps each answer in the prediction log as what it is, and counts them', async () => {
    const { body } = await ask({ customer: 9 });
    const [{ id, precomputed: said }] = body.predictions;
    const stored = await until(
      async () => {
        const { rows } = await test.db.pool.query(
          'select input, output, release_id, status from prediction where id = $1',
          [id],
        );
        return rows[0] ?? false;
      },
      { what: 'a prediction that is kept' },
    );
    expect(stored).toMatchObject({
      ...{ input: { customer: 9 }, output: { prediction: 103, precomputed: said } },
      ...{ release_id: world.release.id, status: 'ok' },
    });
    const figures = await (await fetch(`http://127.0.0.1:${scoring.port}/metrics`)).text();
    expect(figures).toMatch(/millrace_precomputed_scores\{[^}]*\} 10\n/);
    expect(figures).toMatch(/millrace_precomputed_rows_total\{[^}]*result="found"\} [1-9]/);
  });

  it('has those of one release only: another that takes over has its own or none, and the one before has them back', async () => {
    await route(next, { precomputed });
    await untilAnswered({ customer: 6 }, { status: 422 });
    await untilAnswered({ customer: 6, x: 1 }, { prediction: 5 });
    const heard: string[] = [];
    const onNotify = (_channel: string, endpoint: string) => void heard.push(endpoint);
    const listener = await createListener({ url: test.url, channels: ['mr_scores'], onNotify });
    await storeBatch({ release: next, first: 900 });
    await until(() => heard.length > 0, { what: 'the notice of a batch that is done' });
    expect(heard).toEqual([world.endpoint.id]);
    await listener.close();
    await untilAnswered({ customer: 6 }, { prediction: 902 });
    await route(world.release.id, { precomputed, chain: [next] });
    await untilAnswered({ customer: 6 }, { prediction: 102 });
    // Who asks for a release gets its score.
    const asked = await fetch(`http://127.0.0.1:${scoring.port}/serve/${world.endpoint.slug}/predict?release=v2`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${world.key}` },
      body: JSON.stringify({ rows: [{ customer: 6 }] }),
    });
    expect(await asked.json()).toMatchObject({ release: 'v2', predictions: [{ prediction: 902 }] });
  });

  it('leaves rows to the model where the file of the batch is damaged, and says so to the people who run it', async () => {
    const batch = await storeBatch({ release: world.release.id, first: 300, damaged: true });
    await untilAnswered({ customer: 6 }, { status: 422 });
    const address = `http://127.0.0.1:${scoring.port}`;
    const described = await fetch(`${address}/serve/${world.endpoint.slug}`, {
      headers: { 'x-millrace-internal': 't' },
    });
    expect(await described.json()).toMatchObject({
      scores: expect.arrayContaining([
        {
          ...{ releaseId: world.release.id, batch, rows: 0 },
          problem: { why: 'damaged', text: expect.stringContaining('is damaged, it is not what was stored') },
        },
        { releaseId: next, batch: expect.any(String), rows: 10, problem: null },
      ]),
    });
    const figures = await (await fetch(`${address}/metrics`)).text();
    expect(figures).toMatch(/millrace_precomputed_unheld\{[^}]*reason="damaged"\} 1\n/);
  });

  it('has none without the setting', async () => {
    await route(world.release.id, {});
    await untilAnswered({ customer: 6 }, { status: 422 });
    expect((await ask({ x: 1 })).body.predictions[0].prediction).toBeCloseTo(2);
  });

  it('has none of a batch without probabilities where the release has classes', async () => {
    const whole = await storeBatch({ release: next, first: 0 });
    const bare = await storeBatch({ release: next, first: 0, probabilities: false });
    const latest = async (task: string) => {
      const manifest = "update release set manifest = jsonb_set(manifest, '{task}', to_jsonb($2::text)) where id = $1";
      await test.db.pool.query(manifest, [next, task]);
      const found = { projectId: world.project.id, endpointId: world.endpoint.id, key: ['customer'] };
      return (await listPrecomputedScores(test.db, found)).find(({ release }) => release === next)?.batch;
    };
    expect([await latest('binary'), await latest('multiclass'), await latest('regression')]).toEqual([
      whole,
      whole,
      bare,
    ]);
  });
});
