import { findEndpointByName, getDeployment, listDeployments, markEndpointLive, updateDeployment } from '@millrace/db';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { makeKey } from '../keys/api-keys';
import { addRelease, routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, makeMember, publicScoringUrl, withTestServer } from '../testing/test-server';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';
import { deployAgainUseCase } from './deploy-again';
import { endpointBoardUseCase, getEndpointUseCase, listEndpointsUseCase } from './endpoint-use-cases';
import { rollBackUseCase } from './roll-back';

withTestServer();

/** An endpoint that answered with v1, now answers with v2, and somebody who may move it. */
async function makeTwoReleases() {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  const second = await addRelease(db, things.release);
  const route = (release: ReleaseId, kind: 'deploy' | 'rollback') =>
    routeTo(db, { endpointId: things.endpoint.id, release, kind });
  await route(second.id, 'deploy');
  return { context, endpoint: things.endpoint, first: things.release, second, route };
}

it('goes back to the release before, as a deployment of its own kind; twice is once', async () => {
  const { context, endpoint, first } = await makeTwoReleases();
  const page = await getEndpointUseCase.run(context, { id: endpoint.id });
  expect(page.endpoint.url).toBe(`${publicScoringUrl}/serve/${endpoint.slug}`);
  expect(page.rollback?.release).toBe(first.id);
  expect(page.releases.map(({ id }) => id)).toContain(first.id);
  const wish = { endpoint: endpoint.id, release: first.id };
  const reason = 'Callers complain about it.';
  const made = await rollBackUseCase.run(context, { ...wish, reason });
  expect(await getDeployment(db, { projectId: context.project.id, id: made.deployment })).toMatchObject({
    kind: 'rollback',
    releaseId: first.id,
    override: false,
    reason,
    createdBy: context.actor,
  });
  expect(await rollBackUseCase.run(context, wish)).toEqual(made);
});

it('is one request of a program, with a key that deploys, naming the release before', async () => {
  const { context, endpoint, first } = await makeTwoReleases();
  const owner = await makeMember(db, { project: context.project, role: 'engineer' });
  const ask = async (scopes: ('read' | 'deploy')[], release: string) => {
    const made = { projectId: context.project.id, name: scopes.join(), scopes, ownerId: owner.user, expiresAt: null };
    const { key } = await makeKey(made);
    const request = new Request(`http://millrace.test/api/v1/endpoints/${endpoint.id}/roll-back`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ release }),
    });
    return handleOperation(operations, request);
  };
  expect((await ask(['read'], 'churn@1')).status).toBe(403);
  expect((await ask(['read', 'deploy'], 'churn@2')).status).toBe(409);
  const answer = await ask(['read', 'deploy'], `churn@${first.number}`);
  expect(answer.status).toBe(201);
  const { deployment } = await answer.json();
  expect(await getDeployment(db, { projectId: context.project.id, id: deployment })).toMatchObject({
    kind: 'rollback',
    releaseId: first.id,
  });
});

it('never offers the release that was gone back from', async () => {
  const { context, endpoint, first, second, route } = await makeTwoReleases();
  await route(first.id, 'rollback');
  expect((await getEndpointUseCase.run(context, { id: endpoint.id })).rollback).toBeNull();
  const wish = { endpoint: endpoint.id, release: second.id };
  await expect(rollBackUseCase.run(context, wish)).rejects.toThrow('no earlier release');
});

it('refuses a target that is no longer the way back', async () => {
  const { context, endpoint, first, second, route } = await makeTwoReleases();
  await route(first.id, 'deploy');
  const wish = { endpoint: endpoint.id, release: first.id };
  await expect(rollBackUseCase.run(context, wish)).rejects.toThrow('moved meanwhile');
  expect((await findEndpointByName(db, { projectId: context.project.id, name: endpoint.name }))?.revision).toBe(3);
  expect((await getEndpointUseCase.run(context, { id: endpoint.id })).rollback?.release).toBe(second.id);
});

it('brings the release that was gone back from again, as a deployment with a reason and its checks', async () => {
  const { context, endpoint, first, second, route } = await makeTwoReleases();
  const wish = { endpoint: endpoint.id, release: second.id };
  const reason = 'The cause was elsewhere.';
  const key = { projectId: context.project.id, endpointId: endpoint.id };
  for (const { id } of await listDeployments(db, key)) await updateDeployment(db, { id, status: 'succeeded' });
  await expect(deployAgainUseCase.run(context, { ...wish, reason })).rejects.toThrow('moved meanwhile');
  await route(first.id, 'rollback');
  const page = await getEndpointUseCase.run(context, { id: endpoint.id });
  expect([page.again, page.releases.map(({ id }) => id)]).toEqual([second.id, expect.arrayContaining([second.id])]);
  const { endpoints } = await endpointBoardUseCase.run(context, {});
  const listed = (await listEndpointsUseCase.run(context, {})).endpoints;
  expect(listed[0]).toMatchObject({ answers: `churn v${first.number}` });
  expect(endpoints).toEqual([{ ...listed[0], rollout: null, health: expect.objectContaining({ state: 'no-data' }) }]);
  await markEndpointLive(db, endpoint.id);
  await expect(deployAgainUseCase.run(context, wish)).rejects.toThrow('needs a reason');
  const made = await deployAgainUseCase.run(context, { ...wish, reason });
  expect(await getDeployment(db, { projectId: context.project.id, id: made.deployment })).toMatchObject({
    kind: 'deploy',
    releaseId: second.id,
    strategy: 'direct',
    override: false,
    reason,
  });
  await expect(deployAgainUseCase.run(context, { ...wish, reason })).rejects.toThrow(
    /^Another deployment to .+ is going on: churn v2 is in its checks, started by .+ on 20/,
  );
});
