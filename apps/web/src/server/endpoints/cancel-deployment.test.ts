import { randomUUID } from 'node:crypto';
import { getDeployment, listAudit, updateDeployment } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { DeploymentStage } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { makeKey } from '../keys/api-keys';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, makeMember, withTestServer } from '../testing/test-server';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';
import { cancelDeploymentUseCase } from './cancel-deployment';

withTestServer();

const stage: DeploymentStage = {
  ...{ name: 'evaluation', status: 'running', startedAt: '2026-11-27T10:00:00.000Z', milliseconds: null, error: null },
  log: ['Waits for the evaluation of churn v1: step "Evaluate" of run 1.'],
};

async function makeDeployment(status: 'waiting' | 'running') {
  const context = await makeContext(db, 'engineer');
  const { deployment } = await makeStoredThings(db, context.project.id);
  await updateDeployment(db, { id: deployment.id, status, stages: jsonSchema.parse([stage]) });
  return { context, id: deployment.id };
}

it('ends a deployment that waits for its evaluation, and is kept in the audit log', async () => {
  const { context, id } = await makeDeployment('waiting');
  await cancelDeploymentUseCase.run(context, { id });
  const key = { projectId: context.project.id, id };
  expect(await getDeployment(db, key)).toMatchObject({
    status: 'cancelled',
    finishedAt: expect.any(Date),
    stages: [{ name: 'evaluation', status: 'waiting', log: ['Cancelled while it waited.'] }],
  });
  const [entry] = await listAudit(db, { projectId: context.project.id });
  expect(entry).toMatchObject({ action: 'deployment.cancel', details: { deployment: id } });
  await expect(cancelDeploymentUseCase.run(context, { id })).rejects.toThrow('does not wait any more');
});

it('is one request of a program, with a key that deploys', async () => {
  const { context, id } = await makeDeployment('waiting');
  const owner = await makeMember(db, { project: context.project, role: 'engineer' });
  const ask = async (scopes: ('read' | 'deploy')[], deployment = id) => {
    const made = { projectId: context.project.id, name: scopes.join(), scopes, ownerId: owner.user, expiresAt: null };
    const { key } = await makeKey(made);
    const request = new Request(`http://millrace.test/api/v1/deployments/${deployment}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    return handleOperation(operations, request);
  };
  expect((await ask(['read'])).status).toBe(403);
  expect((await ask(['deploy'], randomUUID())).status).toBe(404);
  const answer = await ask(['deploy']);
  expect([answer.status, await answer.json()]).toEqual([200, { deployment: id, status: 'cancelled' }]);
  expect(await getDeployment(db, { projectId: context.project.id, id })).toMatchObject({ status: 'cancelled' });
  expect((await ask(['deploy'])).status).toBe(409);
});

it('leaves one alone that has begun', async () => {
  const { context, id } = await makeDeployment('running');
  await expect(cancelDeploymentUseCase.run(context, { id })).rejects.toThrow('does not wait any more');
  expect(await getDeployment(db, { projectId: context.project.id, id })).toMatchObject({ status: 'running' });
});
