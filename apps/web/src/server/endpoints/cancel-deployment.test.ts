import { getDeployment, listAudit, updateDeployment } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { DeploymentStage } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
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

it('leaves one alone that has begun', async () => {
  const { context, id } = await makeDeployment('running');
  await expect(cancelDeploymentUseCase.run(context, { id })).rejects.toThrow('does not wait any more');
  expect(await getDeployment(db, { projectId: context.project.id, id })).toMatchObject({ status: 'running' });
});
