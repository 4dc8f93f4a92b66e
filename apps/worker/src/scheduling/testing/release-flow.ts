import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addMember,
  addToOutbox,
  createPipeline,
  type Database,
  findEndpointByName,
  getDeploymentUnchecked,
  listReleases,
  type Project,
  readOutbox,
  recordArtifact,
  startRun,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser } from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { type RunId, stepIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { type ArtifactStore, createArtifactStore } from '../../data/artifact-store';
import { createFigures } from '../../ground/figures';
import { createHandlers } from '../../handlers';
import { createQueueBackend, migrateQueues } from '../../queue/backend';
import { openQueues } from '../../queue/enqueue';
import { startWorkers } from '../../queue/start-workers';
import { checkBundle, findBundle } from '../../scoring/releases/find-bundle';
import { type ApartProgram, openToProve } from '../../scoring/releases/load-release';
import { startScoring } from '../../scoring/start-scoring';
import { createQuietLogger } from '../../testing/quiet-logger';
import { makeTestBundle, type TestBundle, type TestBundleOptions } from '../../testing/test-bundle';
import { until } from '../../testing/until';
import { loadHeldOut } from '../deploy/load-held-out';
import { startScheduling } from '../start-scheduling';

const logger = createQuietLogger();
const token = 'a token of this installation';

export type ReleaseFlow = Awaited<ReturnType<typeof startReleaseFlow>>;

/** All roles but execute on a database of their own, and a run whose events the tests write themselves. */
export async function startReleaseFlow(o: { allowPrivateWebhooks?: boolean; apart?: ApartProgram } = {}) {
  const { apart } = o;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-flow-'));
  const database = await createTestDatabase();
  const { db, url: databaseUrl } = database;
  await migrateQueues(databaseUrl);
  const store = await createArtifactStore(join(folder, 'artifacts'));
  const source = { db, pathOf: store.pathOf };
  const backend = createQueueBackend({ databaseUrl });
  const queues = openQueues({ backend, logger });
  const handlers = createHandlers({
    db,
    queues,
    files: store,
    bundles: {
      open: async (id) => openToProve(await findBundle(source, id), { apart, logger }),
      checkBundle: (id) => checkBundle(source, id),
      heldOut: (id) => loadHeldOut(source, id),
    },
    webhookSecret: null,
    allowPrivateWebhooks: o.allowPrivateWebhooks === true,
    receiptKey: 'a key of the installation',
    predictionDays: 90,
    logger,
  });
  const workers = startWorkers({ backend, handlers, logger });
  const scheduling = await startScheduling({
    ...{ db, databaseUrl, queues, watchRoots: [], logger },
    looks: { relayEveryMs: 50, feedEveryMs: 100 },
  });
  const startOne = (dataDir: string) =>
    startScoring({
      ...{ db, databaseUrl, pathOf: store.pathOf, dataDir, host: '127.0.0.1', port: 0, internalToken: token, logger },
      apart,
      health: () => ({ status: 'ok', roles: ['score'] }),
      figures: createFigures(),
    });
  const scoring = await startOne(folder);
  const project = await makeProject(db);
  /** A scoring process that has loaded nothing before, as one is after a restart. */
  const restarted = async () => {
    const other = await startOne(join(folder, randomUUID()));
    return { ask: makeLooks({ db, project, port: other.port }).ask, stop: () => other.stop() };
  };
  const stop = async () => {
    await scoring.stop();
    await scheduling.stop();
    await workers.close();
    await queues.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  const events = makeEvents({ db, store, run: await startTestRun(db, project) });
  return { db, store, queues, project, restarted, ...events, ...makeLooks({ db, project, port: scoring.port }), stop };
}

/** A run that no worker leases. */
async function startTestRun(db: Database, project: Project): Promise<RunId> {
  const pipeline = await createPipeline(db, {
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
  const engineer = userIdSchema.parse((await makeUser(db)).id);
  await addMember(db, { projectId: project.id, userId: engineer, role: 'engineer' });
  const { runId } = await startRun(db, {
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

/** What the steps of the run would do. */
function makeEvents({ db, store, run }: { db: Database; store: ArtifactStore; run: RunId }) {
  let eventNumber = 0;

  async function makeBundle(options: TestBundleOptions): Promise<TestBundle> {
    const made = await makeTestBundle(store, options);
    await record(made);
    return made;
  }

  /** A bundle and its model among the artifacts that there are. */
  async function record(made: TestBundle): Promise<void> {
    for (const [artifact, kind] of [
      [made.bundle, 'bundle'],
      [made.model, 'model'],
      [made.heldOut, 'held-out'],
    ] as const) {
      if (artifact !== null) await recordArtifact(db, { ...artifact, kind });
    }
  }

  /** Writes what a step would have put into the outbox with its commit. */
  async function send(topic: string, payload: Parameters<typeof addToOutbox>[1]['payload']): Promise<void> {
    eventNumber += 1;
    await addToOutbox(db, { topic, key: `${run}-0-${eventNumber}`, payload: JSON.parse(JSON.stringify(payload)) });
  }

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

  const outboxEmpty = () => until(async () => (await readOutbox(db)).length === 0, { what: 'an empty outbox' });
  return { makeBundle, record, send, register, outboxEmpty };
}

const answerSchema = z.looseObject({
  release: z.string().nullish(),
  predictions: z.array(z.looseObject({ prediction: z.number() })).default([]),
});

/** What became of it. */
function makeLooks({ db, project, port }: { db: Database; project: Project; port: number }) {
  const finished = (id: string) =>
    until(
      async () => {
        const row = await getDeploymentUnchecked(db, id);
        return row !== null && row.finishedAt !== null ? row : null;
      },
      { what: 'the end of the deployment' },
    );

  async function latestRelease() {
    const releases = await listReleases(db, { projectId: project.id });
    return releases.reduce((a, b) => (b.number > a.number ? b : a));
  }

  async function endpointNamed(name: string) {
    const endpoint = await findEndpointByName(db, { projectId: project.id, name });
    if (endpoint === null) throw new Error(`no endpoint ${name}`);
    return endpoint;
  }

  async function ask(slug: string, rows: unknown[]) {
    const { status, json } = await askPlain(slug, rows);
    return { status, json: answerSchema.parse(json) };
  }

  /** The same as it comes. */
  async function askPlain(slug: string, rows: unknown[]): Promise<{ status: number; json: unknown }> {
    const response = await fetch(`http://127.0.0.1:${port}/serve/${slug}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-millrace-internal': token, 'x-millrace-caller': 'ada' },
      body: JSON.stringify({ rows }),
    });
    return { status: response.status, json: await response.json() };
  }

  return { finished, latestRelease, endpointNamed, ask, askPlain };
}
