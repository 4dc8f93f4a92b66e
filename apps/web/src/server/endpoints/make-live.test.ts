import { getDeployment, listDeployments, markEndpointLive, updateDeployment } from '@millrace/db';
import { expect, it } from 'vitest';
import { addRelease, routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { makeLiveUseCase } from './make-live';

withTestServer();

const reason = 'It answered well for a week.';

async function makeSandbox() {
  const context = await makeContext(db, 'engineer');
  const { endpoint, release } = await makeStoredThings(db, context.project.id);
  const key = { projectId: context.project.id, endpointId: endpoint.id };
  for (const { id } of await listDeployments(db, key)) await updateDeployment(db, { id, status: 'succeeded' });
  return { context, endpoint, release, wish: { endpoint: endpoint.id, release: release.id, reason } };
}

it('deploys what answers in the sandbox once more, with all traffic; once at a time', async () => {
  const { context, endpoint, release, wish } = await makeSandbox();
  const second = await addRelease(db, release);
  await routeTo(db, { endpointId: endpoint.id, release: second.id, kind: 'deploy' });
  await expect(makeLiveUseCase.run(context, wish)).rejects.toThrow('moved meanwhile');
  const made = await makeLiveUseCase.run(context, { ...wish, release: second.id });
  expect(await getDeployment(db, { projectId: context.project.id, id: made.deployment })).toMatchObject({
    kind: 'deploy',
    strategy: 'direct',
    releaseId: second.id,
    reason,
    createdBy: context.actor,
  });
  await expect(makeLiveUseCase.run(context, { ...wish, release: second.id })).rejects.toThrow('moved meanwhile');
});

it('wants a written reason, and is nothing for an endpoint that is live', async () => {
  const { context, endpoint, wish } = await makeSandbox();
  const fits = (text: string) => makeLiveUseCase.input.safeParse({ ...wish, reason: text }).success;
  expect([fits(reason), fits('so')]).toEqual([true, false]);
  await markEndpointLive(db, endpoint.id);
  await expect(makeLiveUseCase.run(context, wish)).rejects.toThrow('is live already');
});
