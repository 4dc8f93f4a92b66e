import {
  appendRevision,
  createDeployment,
  createRelease,
  type Database,
  recordArtifact,
  updateDeployment,
} from '@millrace/db';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployCandidateUseCase, deployInputSchema } from '../candidates/deploy-candidate';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { findRunDeployment } from './endpoint-of-run';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
});
afterAll(() => server.stop());

/** A run of the Deploy button whose release is there, and another release that somebody else brings to the same endpoint. */
async function makeRunThatDeploys() {
  const context = await makeContext(db, 'engineer');
  const projectId = context.project.id;
  const { candidate, endpoint, release: others } = await makeStoredThings(db, projectId);
  const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: endpoint.name });
  const { run } = await deployCandidateUseCase.run(context, input);
  const bundle = hashOf(crypto.randomUUID());
  await recordArtifact(db, { hash: bundle, bytes: 1, kind: 'file', location: `a/${bundle}` });
  const { modelId, modelHash, manifest } = others;
  const ours = await createRelease(db, { modelId, modelHash, manifest, bundleHash: bundle, createdBy: 'ada' });
  const wish = { endpointId: endpoint.id, strategy: 'sandbox', createdBy: 'ada' } as const;
  const route = (release: typeof ours) =>
    appendRevision(db, {
      endpointId: endpoint.id,
      config: endpointConfigSchema.parse({ v: 1, routes: [{ release: release.id, weight: 1 }], chain: [] }),
      createdBy: 'ada',
    });
  return { projectId, run, ours, others, wish, route };
}

it('is the deployment of this run, whatever others deploy to the endpoint after it', async () => {
  const { projectId, run, ours, others, wish, route } = await makeRunThatDeploys();
  const own = await createDeployment(db, { ...wish, releaseId: ours.id, requestKey: `${run}-1-0` });
  const theirs = await createDeployment(db, {
    ...wish,
    releaseId: others.id,
    requestKey: `${crypto.randomUUID()}-1-0`,
  });
  await updateDeployment(db, { id: theirs.id, status: 'failed' });
  expect(await findRunDeployment(projectId, run)).toMatchObject({ deployment: { id: own.id }, served: null });

  await updateDeployment(db, { id: own.id, status: 'succeeded' });
  await route(ours);
  expect(await findRunDeployment(projectId, run)).toMatchObject({ served: { id: ours.id } });
  await route(others);
  expect(await findRunDeployment(projectId, run)).toMatchObject({ deployment: { id: own.id }, served: null });
});

it('is nothing as long as only others deploy there', async () => {
  const { projectId, run, others, wish } = await makeRunThatDeploys();
  const theirs = await createDeployment(db, { ...wish, releaseId: others.id });
  await updateDeployment(db, { id: theirs.id, status: 'succeeded' });
  expect(await findRunDeployment(projectId, run)).toMatchObject({ deployment: null, served: null });
});
