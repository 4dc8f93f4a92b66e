import { createDeployment, updateDeployment } from '@millrace/db';
import { expect, it } from 'vitest';
import { deployCandidateUseCase, deployInputSchema } from '../candidates/deploy-candidate';
import { addRelease, routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { findRunDeployment } from './endpoint-of-run';

withTestServer();

/** A run of the Deploy button whose release is there, and another release that somebody else brings to the same endpoint. */
async function makeRunThatDeploys() {
  const context = await makeContext(db, 'engineer');
  const projectId = context.project.id;
  const { candidate, deployment, endpoint, release: others } = await makeStoredThings(db, projectId);
  await updateDeployment(db, { id: deployment.id, status: 'succeeded', finishedAt: new Date() });
  const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: endpoint.name });
  const { run } = await deployCandidateUseCase.run(context, input);
  const ours = await addRelease(db, others);
  const wish = { endpointId: endpoint.id, strategy: 'sandbox', createdBy: 'ada' } as const;
  const route = (release: typeof ours) => routeTo(db, { endpointId: endpoint.id, release: release.id });
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
