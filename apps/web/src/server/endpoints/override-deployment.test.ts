import { createDeployment, getDeployment, listAudit, updateDeployment } from '@millrace/db';
import { expect, it } from 'vitest';
import { routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { overrideDeploymentUseCase } from './override-deployment';

withTestServer();

const reason = 'The old target was measured wrongly.';
const check = (status: string) => ({ id: 'c', title: 'Check', status, reason: 'Seen.' });

/** A deployment that ended with these checks. */
async function makeEnded(o: { unit: string; quality: string; status?: 'failed' | 'succeeded' }) {
  const context = await makeContext(db, 'engineer');
  const { deployment, endpoint } = await makeStoredThings(db, context.project.id);
  const gates = [
    { gate: 'unit', checks: [check(o.unit)] },
    { gate: 'quality', checks: [check(o.quality)] },
  ];
  const end = { status: o.status ?? ('failed' as const), finishedAt: new Date() };
  await updateDeployment(db, { id: deployment.id, ...end, gates });
  return { context, deployment, endpoint };
}

it('deploys again with the written reason when a quality check stopped it', async () => {
  const { context, deployment, endpoint } = await makeEnded({ unit: 'pass', quality: 'fail' });
  const wish = { id: deployment.id, reason, typed: endpoint.name };
  const made = await overrideDeploymentUseCase.run(context, wish);
  expect(await getDeployment(db, { projectId: context.project.id, id: made.deployment })).toMatchObject({
    releaseId: deployment.releaseId,
    override: true,
    overridden: [{ check: 'c', subjects: ['fail'] }],
    reason,
    status: 'queued',
  });
});

it('is of what failed, one by one, and the audit log says which', async () => {
  const { context, deployment, endpoint } = await makeEnded({ unit: 'pass', quality: 'fail' });
  const subjects = ['a', 'b'].map((id) => ({ id, text: `test ${id}: expected more` }));
  const gates = [
    { gate: 'unit', checks: [check('pass')] },
    { gate: 'quality', checks: [{ ...check('fail'), subjects }] },
  ];
  await updateDeployment(db, { id: deployment.id, gates });
  const made = await overrideDeploymentUseCase.run(context, { id: deployment.id, reason, typed: endpoint.name });
  expect(await getDeployment(db, { projectId: context.project.id, id: made.deployment })).toMatchObject({
    overridden: [{ check: 'c', subjects: ['a', 'b'] }],
  });
  const entries = await listAudit(db, { projectId: context.project.id });
  expect(entries.find(({ action }) => action === 'endpoint.override')?.details).toMatchObject({
    checks: ['c'],
    failures: ['Check: test a: expected more; test b: expected more.'],
  });
});

it('asks for the name of the endpoint', async () => {
  const { context, deployment } = await makeEnded({ unit: 'pass', quality: 'fail' });
  const wish = { id: deployment.id, reason, typed: 'another' };
  await expect(overrideDeploymentUseCase.run(context, wish)).rejects.toThrow('not the name');
});

it.each([
  ['a unit check failed', { unit: 'fail', quality: 'fail' }],
  ['nothing failed', { unit: 'pass', quality: 'warn' }],
  ['it went through', { unit: 'pass', quality: 'fail', status: 'succeeded' as const }],
])('refuses when %s', async (_case, ended) => {
  const { context, deployment, endpoint } = await makeEnded(ended);
  const wish = { id: deployment.id, reason, typed: endpoint.name };
  await expect(overrideDeploymentUseCase.run(context, wish)).rejects.toThrow('not stopped by a check');
});

it('refuses when the endpoint has moved since', async () => {
  const { context, deployment, endpoint } = await makeEnded({ unit: 'pass', quality: 'fail' });
  await updateDeployment(db, { id: deployment.id, finishedAt: new Date(Date.now() - 60_000) });
  await routeTo(db, { endpointId: endpoint.id, release: deployment.releaseId, by: 'grace' });
  const wish = { id: deployment.id, reason, typed: endpoint.name };
  await expect(overrideDeploymentUseCase.run(context, wish)).rejects.toThrow(
    /^somebody who has left has moved .* on \d{4}-\d\d-\d\d \d\d:\d\d UTC \(revision \d+\), after/,
  );
});

it('waits for another deployment to the endpoint', async () => {
  const { context, deployment, endpoint } = await makeEnded({ unit: 'pass', quality: 'fail' });
  const { endpointId, releaseId, strategy } = deployment;
  const other = await createDeployment(db, { endpointId, releaseId, strategy, createdBy: 'grace' });
  const wish = { id: deployment.id, reason, typed: endpoint.name };
  await expect(overrideDeploymentUseCase.run(context, wish)).rejects.toThrow(
    /is going on: somebody who has left started it on \d{4}/,
  );
  await updateDeployment(db, { id: other.id, status: 'failed', finishedAt: new Date() });
  await expect(overrideDeploymentUseCase.run(context, wish)).resolves.toBeDefined();
});

it('happens once when two ask at the same moment', async () => {
  const { context, deployment, endpoint } = await makeEnded({ unit: 'pass', quality: 'fail' });
  const wish = { id: deployment.id, reason, typed: endpoint.name };
  const asked = await Promise.allSettled([1, 2, 3].map(() => overrideDeploymentUseCase.run(context, wish)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it.each(['', 'too short'])('takes no reason like "%s"', (short) => {
  const wish = { id: crypto.randomUUID(), reason: short, typed: 'churn' };
  expect(overrideDeploymentUseCase.input.safeParse(wish).success).toBe(false);
});
