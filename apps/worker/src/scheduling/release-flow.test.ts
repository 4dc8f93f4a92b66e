import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addMember,
  addToOutbox,
  createDeployment,
  createPipeline,
  findEndpointByName,
  findModelByName,
  getAlias,
  getDeploymentUnchecked,
  insertPredictions,
  listAudit,
  listCandidates,
  listDeployments,
  listPredictions,
  listReleases,
  listRevisions,
  listServingMinutes,
  type Project,
  readOutbox,
  recordArtifact,
  startRun,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { type RunId, stepIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { rollbackTarget } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ArtifactStore, createArtifactStore } from '../data/artifact-store';
import { createFigures } from '../figures';
import { createHandlers } from '../handlers';
import { createQueueBackend, migrateQueues } from '../queue/backend';
import { type JobQueues, openQueues } from '../queue/enqueue';
import { type RunningWorkers, startWorkers } from '../queue/start-workers';
import { checkBundle, findBundle } from '../scoring/find-bundle';
import { openRelease } from '../scoring/open-release';
import { type Scoring, startScoring } from '../scoring/start-scoring';
import { createQuietLogger } from '../testing/quiet-logger';
import { makeTestBundle, type TestBundle, type TestBundleOptions, testEvaluation } from '../testing/test-bundle';
import { until } from '../testing/until';
import { type Scheduling, startScheduling } from './start-scheduling';

const logger = createQuietLogger();
const folder = mkdtempSync(join(tmpdir(), 'millrace-flow-'));
const token = 'a token of this installation';
let database: TestDatabase;
let store: ArtifactStore;
let queues: JobQueues;
let workers: RunningWorkers;
let scheduling: Scheduling;
let scoring: Scoring;
let project: Project;
let run: RunId;
let eventNumber = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateQueues(database.url);
  store = await createArtifactStore(join(folder, 'artifacts'));
  const backend = createQueueBackend({ databaseUrl: database.url });
  queues = openQueues({ backend, logger });
  const source = { db: database.db, pathOf: store.pathOf };
  const bundles = {
    open: async (id: Parameters<typeof findBundle>[1]) => openRelease(await findBundle(source, id)),
    checkBundle: (id: Parameters<typeof findBundle>[1]) => checkBundle(source, id),
  };
  const handlers = createHandlers({
    db: database.db,
    queues,
    files: store,
    pathOf: store.pathOf,
    bundles,
    webhookSecret: null,
    allowPrivateWebhooks: false,
    logger,
  });
  workers = startWorkers({ backend, handlers, logger });
  scheduling = await startScheduling({ db: database.db, databaseUrl: database.url, queues, logger });
  scoring = await startScoring({
    db: database.db,
    databaseUrl: database.url,
    pathOf: store.pathOf,
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    internalToken: token,
    health: () => ({ status: 'ok', roles: ['score'] }),
    figures: createFigures(),
    logger,
  });
  project = await makeProject(database.db);
  run = await startTestRun();
}, 120_000);

afterAll(async () => {
  await scoring?.stop();
  await scheduling?.stop();
  await workers?.close();
  await queues?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** A run whose events the tests write themselves; no worker leases its step. */
async function startTestRun(): Promise<RunId> {
  const pipeline = await createPipeline(database.db, {
    projectId: project.id,
    name: 'Flow',
    document: emptyDocument,
    createdBy: 'ada',
  });
  const spec = {
    v: 1 as const,
    step: stepIdSchema.parse('train'),
    title: 'Linear',
    type: 'linear-regression',
    version: 1,
    params: {},
    seed: 1,
    inputs: {},
    references: {},
    limits: { seconds: 60, megabytes: 256 },
    force: false,
  };
  const engineer = userIdSchema.parse((await makeUser(database.db)).id);
  await addMember(database.db, { projectId: project.id, userId: engineer, role: 'engineer' });
  const { runId } = await startRun(database.db, {
    projectId: project.id,
    requestKey: 'flow',
    pipelineId: pipeline.id,
    startedBy: engineer,
    mayDeploy: true,
    plan: {},
    steps: [{ idx: 0, queue: 'cpu', max_attempts: 1, spec }],
    edges: [],
  });
  return runId;
}

async function makeBundle(options: TestBundleOptions): Promise<TestBundle> {
  const made = await makeTestBundle(store, options);
  for (const [artifact, kind] of [
    [made.bundle, 'bundle'],
    [made.model, 'model'],
  ] as const) {
    await recordArtifact(database.db, { ...artifact, kind });
  }
  return made;
}

/** Writes what a step would have put into the outbox with its commit, and waits until it was handled. */
async function send(topic: string, payload: Parameters<typeof addToOutbox>[1]['payload']): Promise<void> {
  eventNumber += 1;
  await addToOutbox(database.db, {
    topic,
    key: `${run}-0-${eventNumber}`,
    payload: JSON.parse(JSON.stringify(payload)),
  });
}
const outboxEmpty = () => until(async () => (await readOutbox(database.db)).length === 0, { what: 'an empty outbox' });

async function register(made: TestBundle, evaluation: TestBundleOptions['evaluation'] = undefined): Promise<void> {
  const { plan: _plan, ...manifest } = made.modelManifest;
  await send('candidate-trained', { model: made.model.hash, manifest, bytes: made.model.bytes } as never);
  const payload = {
    name: 'prices',
    bundle: made.bundle.hash,
    model: made.model.hash,
    manifest: made.manifest,
    evaluation: evaluation ?? null,
  };
  await send('register-model', payload as never); // JSON by the time it is stored
}

const finished = (id: string) =>
  until(
    async () => {
      const row = await getDeploymentUnchecked(database.db, id);
      return row !== null && row.finishedAt !== null ? row : null;
    },
    { what: 'the end of the deployment' },
  );

async function latestRelease() {
  const releases = await listReleases(database.db, { projectId: project.id });
  const latest = releases.reduce((a, b) => (b.number > a.number ? b : a));
  return latest;
}

async function endpointNamed(name: string) {
  const endpoint = await findEndpointByName(database.db, { projectId: project.id, name });
  if (endpoint === null) throw new Error(`no endpoint ${name}`);
  return endpoint;
}

const answerSchema = z.looseObject({
  release: z.string().nullish(),
  predictions: z.array(z.object({ prediction: z.number() })).default([]),
});

async function ask(slug: string, rows: unknown[]) {
  const response = await fetch(`http://127.0.0.1:${scoring.port}/serve/${slug}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-millrace-internal': token, 'x-millrace-caller': 'ada' },
    body: JSON.stringify({ rows }),
  });
  return { status: response.status, json: answerSchema.parse(await response.json()) };
}

describe('from a step’s events to an answer', () => {
  it('registers, deploys, answers, keeps and counts', async () => {
    const evaluation = testEvaluation(0.9, [0.88, 0.92]);
    const made = await makeBundle({ slope: 2, evaluation });
    await register(made, evaluation);
    await send('candidate-evaluated', { model: made.model.hash, evaluation } as never);
    await send('deploy-requested', { bundle: made.bundle.hash, endpoint: 'prices-api', strategy: 'sandbox' });
    await outboxEmpty();

    const [candidate] = await listCandidates(database.db, { projectId: project.id });
    expect(candidate).toMatchObject({ title: 'Linear', stepType: 'linear-regression', modelHash: made.model.hash });
    expect(candidate?.evaluations).toHaveLength(1);

    const endpoint = await until(
      async () => {
        const found = await findEndpointByName(database.db, { projectId: project.id, name: 'prices-api' });
        return found?.config ? found : null;
      },
      { what: 'the endpoint to be routed' },
    );
    expect(endpoint).toMatchObject({ slug: `${project.slug}.prices-api`, sandbox: true, revision: 1 });

    const answered = await until(
      async () => {
        const answer = await ask(endpoint.slug, [{ x: 3 }, { x: 10 }]);
        return answer.status === 200 ? answer.json : null;
      },
      { what: 'the endpoint to answer' },
    );
    expect(answered).toMatchObject({ release: 'v1', model: 'prices', revision: 1 });
    expect(answered.predictions[0]?.prediction).toBeCloseTo(6, 6);

    const predictions = await until(
      async () => {
        const rows = await listPredictions(database.db, { endpointId: endpoint.id });
        return rows.length === 2 ? rows : null;
      },
      { what: 'the predictions in the database' },
    );
    expect(predictions[0]).toMatchObject({ status: 'ok', protocol: 'test-form', caller: 'ada', rank: 0 });
    expect(await insertPredictions(database.db, predictions)).toBe(0);
    const minutes = await until(
      async () => {
        const rows = await listServingMinutes(database.db, {
          endpointId: endpoint.id,
          from: new Date(0),
          to: new Date(Date.now() + 60_000),
        });
        return rows.length > 0 ? rows : null;
      },
      { what: 'the traffic of the minute' },
    );
    expect(minutes.reduce((sum, minute) => sum + minute.served, 0)).toBe(2);

    const model = await findModelByName(database.db, { projectId: project.id, name: 'prices' });
    if (model === null) throw new Error('no model');
    for (const alias of ['candidate', 'champion']) {
      expect((await getAlias(database.db, { modelId: model.id, alias }))?.number).toBe(1);
    }
    expect((await listAudit(database.db, { projectId: project.id })).map((entry) => entry.action)).toContain(
      'endpoint.route',
    );
  });

  it('takes the same events twice and does their work once', async () => {
    const made = await makeBundle({ slope: 2, evaluation: testEvaluation(0.9, [0.88, 0.92]) });
    await register(made);
    await outboxEmpty();
    expect(await listReleases(database.db, { projectId: project.id })).toHaveLength(1);
    expect(await listCandidates(database.db, { projectId: project.id })).toHaveLength(1);
  });

  it('goes on after all queue data were deleted', async () => {
    await queues.obliterate();
    const made = await makeBundle({ slope: 2.5, evaluation: testEvaluation(0.91, [0.89, 0.93]) });
    await register(made, testEvaluation(0.91, [0.89, 0.93]));
    await queues.obliterate();
    await outboxEmpty();
    expect((await latestRelease()).number).toBe(2);
  }, 60_000);
});

describe('deployments from the button', () => {
  it('moves the endpoint and keeps the release before as first fallback', async () => {
    const endpoint = await endpointNamed('prices-api');
    const release = await latestRelease();
    const { id } = await createDeployment(database.db, {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'sandbox',
      createdBy: 'grace',
    });
    const row = await finished(id);
    expect(row.error).toBeNull();
    expect(row.status).toBe('succeeded');
    expect(row.stages).toMatchObject([
      { name: 'build', status: 'done' },
      { name: 'load', status: 'done' },
      { name: 'health-check', status: 'done' },
      { name: 'smoke-test', status: 'done' },
      { name: 'route', status: 'done' },
    ]);
    const after = await endpointNamed('prices-api');
    expect(after.revision).toBe(2);
    expect(after.config?.routes).toEqual([{ release: release.id, weight: 1 }]);
    expect(after.config?.chain).toHaveLength(1);
    const answer = await until(
      async () => {
        const { json } = await ask(after.slug, [{ x: 2 }]);
        return json.release === 'v2' ? json : null;
      },
      { what: 'the new release to answer' },
    );
    expect(answer.predictions[0]?.prediction).toBeCloseTo(5, 6);
  });

  it('changes nothing when the release is routed already', async () => {
    const endpoint = await endpointNamed('prices-api');
    const release = await latestRelease();
    const { id } = await createDeployment(database.db, {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'sandbox',
      createdBy: 'grace',
    });
    expect((await finished(id)).status).toBe('succeeded');
    expect(await endpointNamed('prices-api')).toMatchObject({ revision: 2, sandbox: true });
  });

  it('makes a sandbox endpoint live when all traffic is sent to it, and keeps a sandbox deployment off it then', async () => {
    const endpoint = await endpointNamed('prices-api');
    const release = await latestRelease();
    const wish = { endpointId: endpoint.id, releaseId: release.id, createdBy: 'grace' };
    const direct = await createDeployment(database.db, { ...wish, strategy: 'direct', reason: 'It did well.' });
    expect((await finished(direct.id)).status).toBe('succeeded');
    expect(await endpointNamed('prices-api')).toMatchObject({ revision: 3, sandbox: false });

    const worse = await makeBundle({ slope: 2.5, evaluation: testEvaluation(0.92, [0.9, 0.94]) });
    await register(worse, testEvaluation(0.92, [0.9, 0.94]));
    await outboxEmpty();
    await send('deploy-requested', { bundle: worse.bundle.hash, endpoint: 'prices-api', strategy: 'sandbox' });
    await outboxEmpty();
    const [asked] = await listDeployments(database.db, { projectId: project.id, endpointId: endpoint.id });
    const refused = await finished(asked?.id ?? '');
    expect(refused).toMatchObject({ strategy: 'sandbox', status: 'failed', error: { code: 'endpoint-is-live' } });
    const after = await endpointNamed('prices-api');
    expect(after).toMatchObject({ revision: 3, sandbox: false });
    expect(after.config?.routes).toEqual([{ release: release.id, weight: 1 }]);
  });

  it('blocks a worse release, and lets it through with a written reason that stays', async () => {
    const worse = testEvaluation(0.5, [0.48, 0.52]);
    await register(await makeBundle({ slope: 9, evaluation: worse }), worse);
    await outboxEmpty();
    const endpoint = await endpointNamed('prices-api');
    const release = await latestRelease();
    const wish = { endpointId: endpoint.id, releaseId: release.id, strategy: 'direct', createdBy: 'grace' } as const;
    const refused = await finished((await createDeployment(database.db, wish)).id);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    const reason = 'The old target was measured wrongly.';
    const explained = await finished((await createDeployment(database.db, { ...wish, reason })).id);
    expect(explained).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } }); // a reason alone is none to override
    expect((await endpointNamed('prices-api')).revision).toBe(3);
    const forced = await finished((await createDeployment(database.db, { ...wish, reason, override: true })).id);
    expect(forced.status).toBe('succeeded');
    const [revision] = await listRevisions(database.db, { projectId: project.id, endpointId: endpoint.id });
    expect(revision).toMatchObject({ revision: 4, kind: 'deploy', reason });
    expect((await listAudit(database.db, { projectId: project.id }))[0]).toMatchObject({
      action: 'endpoint.route-overridden',
      details: { reason },
    });
  });

  it('goes back although the release before has the worse metric, and leaves the one it goes back from out', async () => {
    const better = testEvaluation(0.97, [0.96, 0.98]);
    await register(await makeBundle({ slope: 3, evaluation: better }), better);
    await outboxEmpty();
    const endpoint = await endpointNamed('prices-api');
    const good = endpoint.config?.routes[0]?.release;
    if (good === undefined) throw new Error('nothing is served');
    const wish = { endpointId: endpoint.id, strategy: 'direct', createdBy: 'grace' } as const;
    const bad = await latestRelease();
    expect((await finished((await createDeployment(database.db, { ...wish, releaseId: bad.id })).id)).status).toBe(
      'succeeded',
    );
    const forward = await finished((await createDeployment(database.db, { ...wish, releaseId: good })).id);
    expect(forward).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });

    const back = await finished(
      (await createDeployment(database.db, { ...wish, releaseId: good, kind: 'rollback' })).id,
    );
    expect(back).toMatchObject({ status: 'succeeded', gates: [{ gate: 'unit' }] });
    const after = await endpointNamed('prices-api');
    expect(after.config?.routes).toEqual([{ release: good, weight: 1 }]);
    expect(after.config?.chain).not.toContain(bad.id);
    const revisions = await listRevisions(database.db, { projectId: project.id, endpointId: endpoint.id });
    expect(revisions[0]).toMatchObject({ kind: 'rollback' });
    expect(rollbackTarget(revisions)?.release).not.toBe(bad.id);
  });

  it('never lets through a release that answers otherwise than in the batch, reason or not', async () => {
    await register(await makeBundle({ slope: 4, goldenError: 0.25, evaluation: testEvaluation(0.95, [0.94, 0.96]) }));
    await outboxEmpty();
    const endpoint = await endpointNamed('prices-api');
    const release = await latestRelease();
    const wish = {
      endpointId: endpoint.id,
      releaseId: release.id,
      strategy: 'direct',
      createdBy: 'grace',
      reason: 'I want it anyway.',
      override: true,
    } as const;
    const row = await finished((await createDeployment(database.db, wish)).id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'gate-failed' } });
    expect(JSON.stringify(row.gates)).toContain('golden-rows');
  });

  it('fails at the build when the bundle is damaged, and the endpoint goes on', async () => {
    const made = await makeBundle({ slope: 5 });
    await register(made);
    await outboxEmpty();
    const release = await latestRelease();
    const path = store.pathOf(made.bundle.location);
    rmSync(path);
    writeFileSync(path, 'not a tar');
    const endpoint = await endpointNamed('prices-api');
    const wish = { endpointId: endpoint.id, releaseId: release.id, strategy: 'direct', createdBy: 'grace' } as const;
    const row = await finished((await createDeployment(database.db, wish)).id);
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'bundle-missing' },
      stages: [{ name: 'build', status: 'failed' }, {}, {}, {}, {}],
    });
    expect((await ask(endpoint.slug, [{ x: 1 }])).status).toBe(200);
  });
});
