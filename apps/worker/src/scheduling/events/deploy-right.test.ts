import { randomUUID } from 'node:crypto';
import {
  addMember,
  createRelease,
  ensureModel,
  findEndpointByName,
  listAudit,
  listDeployments,
  recordArtifact,
  removeMember,
  revokeApiKey,
  setMemberRole,
  startRun,
} from '@millrace/db';
import { createTestDatabase, makeApiKey, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import { actorOfKey } from '@millrace/pipeline-core/access';
import { artifactHashSchema, type ProjectId, userIdSchema } from '@millrace/pipeline-core/ids';
import { bundleManifestSchema } from '@millrace/pipeline-core/release';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestDeployment } from './deploy-requested';
import { createRunFacts } from './run-facts';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const manifest = bundleManifestSchema.parse({
  v: 1,
  task: 'regression',
  format: 'baseline',
  target: 'price',
  signature: { inputs: [], outputs: [] },
  featureSetId: 'f',
  expressionVersion: 1,
  kernels: [],
  batches: [],
  files: [],
});

/** A project with a registered release and an engineer. */
async function makeWorld() {
  const { id: projectId } = await makeProject(db);
  const engineer = userIdSchema.parse((await makeUser(db)).id);
  await addMember(db, { projectId, userId: engineer, role: 'engineer' });
  const bundle = artifactHashSchema.parse(randomUUID().replaceAll('-', '').repeat(2));
  await recordArtifact(db, { hash: bundle, bytes: 1, kind: 'bundle', location: `a/${bundle}` });
  const model = await ensureModel(db, { projectId, name: 'churn', createdBy: engineer });
  await createRelease(db, { modelId: model.id, bundleHash: bundle, modelHash: bundle, manifest, createdBy: engineer });
  return { projectId, engineer, bundle };
}
type World = Awaited<ReturnType<typeof makeWorld>>;

async function startDeployingRun(projectId: ProjectId, o: { startedBy: string; mayDeploy: boolean }) {
  const limits = { seconds: 60, megabytes: 256 };
  const facts = { v: 1, step: 'deploy', title: 'Deploy', type: 'deploy', version: 1 };
  const spec = { ...facts, params: {}, seed: 1, inputs: {}, limits };
  const step = runStepSchema.parse({ idx: 0, queue: 'cpu', max_attempts: 1, spec });
  return (await startRun(db, { projectId, requestKey: randomUUID(), ...o, plan: {}, steps: [step], edges: [] })).runId;
}

/** The run's deploy step acts, as often as it is told to; gives the deployments there are then. */
async function act(world: World, run: Awaited<ReturnType<typeof startDeployingRun>>, times = 1) {
  const enqueued: string[] = [];
  for (let time = 0; time < times; time += 1) {
    await requestDeployment({
      payload: { bundle: world.bundle, endpoint: 'churn', strategy: 'direct' },
      key: `${run}-0-0`,
      origin: { run, idx: 0 },
      context: {
        db,
        queues: { enqueue: async (_name, { key }) => void enqueued.push(key) },
        runFacts: createRunFacts(db),
        readJson: async () => null,
        receiptKey: null,
        pathOf: (location) => location,
      },
    });
  }
  const deployments = await listDeployments(db, { projectId: world.projectId });
  const refusals = (await listAudit(db, { projectId: world.projectId })).filter(
    ({ action }) => action === 'deployment.refused',
  );
  return { deployments, enqueued, refusals };
}

const refused = (seen: string) => ({
  status: 'failed',
  finishedAt: expect.any(Date),
  error: { code: 'missing-right', seen: expect.stringContaining(seen), next: expect.any(String) },
});

it('a run of somebody who might deploy and still may is deployed', async () => {
  const world = await makeWorld();
  const run = await startDeployingRun(world.projectId, { startedBy: world.engineer, mayDeploy: true });
  const { deployments, enqueued, refusals } = await act(world, run);
  expect(deployments).toMatchObject([{ status: 'queued', error: null }]);
  expect([enqueued, refusals]).toEqual([[deployments[0]?.id], []]);
});

describe('a deployment is refused, where people see it', () => {
  it('when the run was started without the right, whatever its starter may do now', async () => {
    const world = await makeWorld();
    const run = await startDeployingRun(world.projectId, { startedBy: world.engineer, mayDeploy: false });
    const { deployments, enqueued, refusals } = await act(world, run, 2);
    expect(deployments).toMatchObject([refused('started without the right')]);
    expect(enqueued).toEqual([]);
    expect(refusals).toMatchObject([{ subject: run, details: { endpoint: 'churn', strategy: 'direct' } }]);
    // The endpoint is there to tell of it, and answers nothing.
    const endpoint = await findEndpointByName(db, { projectId: world.projectId, name: 'churn' });
    expect(endpoint).toMatchObject({ config: null, sandbox: true });
  });

  it.each([
    ['left', ({ projectId, engineer: userId }: World) => removeMember(db, { projectId, userId })],
    [
      'became a scientist',
      ({ projectId, engineer: userId }: World) => setMemberRole(db, { projectId, userId, role: 'scientist' }),
    ],
  ])('when its starter %s meanwhile', async (_case, change) => {
    const world = await makeWorld();
    const run = await startDeployingRun(world.projectId, { startedBy: world.engineer, mayDeploy: true });
    await change(world);
    const { deployments, enqueued, refusals } = await act(world, run);
    expect(deployments).toMatchObject([refused('lost the right')]);
    expect(enqueued).toEqual([]);
    expect(refusals).toMatchObject([{ details: { reason: expect.stringContaining('lost the right') } }]);
  });

  it('when the key that started it was revoked meanwhile', async () => {
    const world = await makeWorld();
    const { projectId, engineer: ownerId } = world;
    const key = await makeApiKey(db, { projectId, ownerId, scopes: ['run', 'deploy'] });
    const startedBy = actorOfKey(key.id);
    const good = await startDeployingRun(projectId, { startedBy, mayDeploy: true });
    expect((await act(world, good)).deployments).toMatchObject([{ status: 'queued' }]);
    const late = await startDeployingRun(projectId, { startedBy, mayDeploy: true });
    await revokeApiKey(db, { projectId, id: key.id });
    expect((await act(world, late)).deployments).toMatchObject([refused('lost the right'), { status: 'queued' }]);
  });
});

it('what was decided stands when the event comes again', async () => {
  const world = await makeWorld();
  const { projectId, engineer: userId } = world;
  const run = await startDeployingRun(projectId, { startedBy: userId, mayDeploy: true });
  await act(world, run);
  await removeMember(db, { projectId, userId });
  const { deployments, enqueued, refusals } = await act(world, run);
  expect(deployments).toMatchObject([{ status: 'queued' }]);
  expect([enqueued, refusals]).toEqual([[deployments[0]?.id], []]);
});
