import {
  createDeployment,
  ensureModel,
  findEndpointByName,
  findOpenRollout,
  getAlias,
  getRolloutUnchecked,
  listDeployments,
  listServedEndpoints,
  markEndpointLive,
  moveRollout,
  saveServingMinutes,
  updateDeployment,
} from '@millrace/db';
import { expect, it } from 'vitest';
import { deployCandidateUseCase, deployInputSchema } from '../candidates/deploy-candidate';
import { previewDeploymentUseCase } from '../candidates/preview-deployment';
import { getModelUseCase } from '../models/model-use-cases';
import { beginRollout } from '../testing/begin-rollout';
import { addRelease, routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { deployAgainUseCase } from './deploy-again';
import { getEndpointUseCase } from './endpoint-use-cases';
import { moveRolloutUseCase } from './move-rollout';
import { nameActor } from './name-actor';
import { rollBackUseCase } from './roll-back';
import { endpointRolloutsUseCase } from './rollouts';

withTestServer();

/** A live endpoint that answers with v1, and a rollout of v2 at its first step. */
async function makeRollout() {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  const { endpoint, deployment, release: first } = things;
  await markEndpointLive(db, endpoint.id);
  const key = { projectId: context.project.id, endpointId: endpoint.id };
  const second = await addRelease(db, first);
  const challenger = second.id;
  const rollout = await beginRollout(db, {
    ...{ endpointId: endpoint.id, deploymentId: deployment.id, challenger, by: context.actor },
  });
  // It is over once the first share has moved; what goes on is the rollout.
  for (const { id } of await listDeployments(db, key)) await updateDeployment(db, { id, status: 'succeeded' });
  const routes = async () =>
    (await findEndpointByName(db, { projectId: context.project.id, name: endpoint.name }))?.config?.routes;
  return { context, ...things, first, second, rollout, routes };
}

it('shows where a rollout stands, what it waits for and its rules', async () => {
  const { context, endpoint, routes, first, second } = await makeRollout();
  const { newest, moves } = await endpointRolloutsUseCase.run(context, { endpoint: endpoint.id });
  expect(newest).toMatchObject({ status: 'running', step: 0, names: { champion: 'v1', challenger: 'v2' } });
  expect(newest?.missing[0]).toBe('0 of 100 requests');
  expect(newest?.rules[0]).toContain('aborted when the share of requests on which v2 fails');
  expect(newest?.rates.map(({ verdict }) => verdict)).toEqual(['too-few', 'too-few', 'too-few']);
  expect(moves).toMatchObject([{ kind: 'started', percent: 1, revision: 2 }]);
  expect(await routes()).toEqual([
    { release: first.id, weight: 99 },
    { release: second.id, weight: 1 },
  ]);
});

it('shows what both had done at the last step that was asked anything, after the minutes are gone', async () => {
  const { context, endpoint, rollout, first, second } = await makeRollout();
  const minute = new Date(Math.ceil(rollout.since.getTime() / 60_000) * 60_000 - 60_000);
  await db.prisma.$executeRaw`update rollout set since = ${minute} where id::text = ${rollout.id}`;
  const nothing = { served: 0, errors: 0, fallbacks: 0, invalid: 0, minMicros: 0, maxMicros: 0, sumMicros: 0 };
  const routed = { rows: 400, missed: 2, errors: 1, times: [], outputs: null };
  const counted = { ...nothing, minute, process: 'p', routed, shadow: null, histogram: [], outputs: null };
  const at = { endpointId: endpoint.id };
  await saveServingMinutes(db, [
    { ...at, ...counted, releaseId: first.id },
    { ...at, ...counted, releaseId: second.id },
  ]);
  await moveRolloutUseCase.run(context, { id: rollout.id, seen: 1, kind: 'next' });
  await moveRolloutUseCase.run(context, { id: rollout.id, seen: 2, kind: 'aborted' });
  await db.prisma.$executeRaw`delete from serving_minute`;
  const { newest } = await endpointRolloutsUseCase.run(context, { endpoint: endpoint.id });
  expect(newest).toMatchObject({
    status: 'aborted',
    figures: { champion: { requests: 400 }, challenger: { requests: 400, missed: 2 } },
    figuresOf: { step: 0, since: minute },
    endedSteps: [
      { step: 0, challenger: { requests: 400 } },
      { step: 1, challenger: { requests: 0 } },
    ],
  });
  expect(newest?.rates[0]).toMatchObject({ rate: 'errors', challenger: { hits: 1, of: 400 } });
});

it('is moved by people, of whom the one who comes second hears who did what', async () => {
  const { context, rollout, routes, first, second } = await makeRollout();
  const { id } = rollout;
  const move = (seen: number, kind: 'paused' | 'resumed' | 'next' | 'all' | 'aborted', reason?: string) =>
    moveRolloutUseCase.run(context, { id, seen, kind, ...(reason === undefined ? {} : { reason }) });
  expect(await move(1, 'next')).toEqual({ status: 'running', step: 1, moves: 2, percent: 5 });
  await expect(move(1, 'aborted')).rejects.toThrow(/moved meanwhile: .+ took the next step on 20.+ UTC/);
  expect(await move(2, 'paused')).toMatchObject({ status: 'paused', percent: 5 });
  await expect(move(3, 'paused')).rejects.toThrow('paused it');
  expect(await move(3, 'next')).toMatchObject({ status: 'paused', percent: 25 });
  await expect(move(4, 'all')).rejects.toThrow('needs a reason');
  const compared = (await getRolloutUnchecked(db, { id }))?.since;
  expect(await move(4, 'aborted')).toMatchObject({ status: 'aborted', percent: 0 });
  expect((await getRolloutUnchecked(db, { id }))?.since).toEqual(compared);
  expect(await routes()).toEqual([{ release: first.id, weight: 1 }]);
  expect(await getAlias(db, { modelId: second.modelId, alias: 'challenger' })).toBeNull();
  await expect(move(5, 'resumed')).rejects.toThrow('aborted it');
});

it('never changes of which model a number alone names a release; a deployment at once does', async () => {
  const { context, endpoint, first } = await makeRollout();
  const other = await ensureModel(db, { projectId: context.project.id, name: 'risk', createdBy: 'ada' });
  const risk = await addRelease(db, { ...first, modelId: other.id });
  const numbersOf = async () => (await listServedEndpoints(db)).find(({ id }) => id === endpoint.id)?.numbersOf;
  const open = await findOpenRollout(db, endpoint.id);
  await moveRollout(db, { id: open?.id ?? '', seen: 1, kind: 'aborted', actor: context.actor });
  const wish = { endpointId: endpoint.id, releaseId: risk.id, kind: 'deploy', strategy: 'canary' } as const;
  const deployment = await createDeployment(db, { ...wish, createdBy: context.actor });
  const ids = { endpointId: endpoint.id, deploymentId: deployment.id };
  const { id } = await beginRollout(db, { ...ids, challenger: risk.id, by: context.actor });
  expect(await numbersOf()).toBe('churn');
  await moveRollout(db, { id, seen: 1, kind: 'all', actor: context.actor });
  expect(await numbersOf()).toBe('churn');
  await routeTo(db, { endpointId: endpoint.id, release: risk.id });
  expect(await numbersOf()).toBe('risk');
});

it('ends with all traffic, which makes the release the champion', async () => {
  const { context, rollout, routes, second } = await makeRollout();
  const reason = 'It has done well for a month elsewhere.';
  const done = await moveRolloutUseCase.run(context, { id: rollout.id, seen: 1, kind: 'all', reason });
  expect(done).toMatchObject({ status: 'done', percent: 100 });
  expect(await routes()).toEqual([{ release: second.id, weight: 100 }]);
  expect((await getAlias(db, { modelId: second.modelId, alias: 'champion' }))?.id).toBe(second.id);
});

it('keeps other deployments off the endpoint, and says who moves it since when', async () => {
  const { context, candidate, endpoint, first, rollout } = await makeRollout();
  const wish = { candidate: candidate.id, model: 'churn', endpoint: endpoint.name, strategy: 'canary' };
  const words = /in the middle of a rollout: churn v2 has 1% of its traffic, started by .+ on 20/;
  await expect(deployCandidateUseCase.run(context, deployInputSchema.parse(wish))).rejects.toThrow(words);
  expect((await previewDeploymentUseCase.run(context, wish)).inTheWay).toMatchObject({
    ...{ kind: 'rollout', release: 'churn v2', percent: 1, since: expect.any(Date) },
    who: await nameActor(db, context.project.id, rollout.createdBy),
  });
  const again = { endpoint: endpoint.id, release: first.id, reason: 'Because it is time.' };
  await expect(deployAgainUseCase.run(context, again)).rejects.toThrow(words);
});

it('is told of on the page of the model: both versions answer, each with its share', async () => {
  const { context, endpoint, first, second } = await makeRollout();
  const { answers } = await getModelUseCase.run(context, { id: second.modelId });
  const at = { endpoint: endpoint.name, sandbox: false };
  expect(answers).toHaveLength(2);
  expect(answers).toContainEqual({ ...at, release: first.id, share: 0.99 });
  expect(answers).toContainEqual({ ...at, release: second.id, share: 0.01 });
});

it('goes back to its champion while it lasts, at a share of 1%', async () => {
  const { context, endpoint, first, second } = await makeRollout();
  expect((await getEndpointUseCase.run(context, { id: endpoint.id })).rollback?.release).toBe(first.id);
  const to = (release: typeof first.id) => rollBackUseCase.run(context, { endpoint: endpoint.id, release });
  await expect(to(second.id)).rejects.toThrow('moved meanwhile');
  const { deployment } = await to(first.id);
  expect(deployment).toBeTruthy();
});

it('needs a live endpoint', async () => {
  const context = await makeContext(db, 'engineer');
  const { candidate, endpoint } = await makeStoredThings(db, context.project.id);
  const wish = { candidate: candidate.id, model: 'churn', endpoint: endpoint.name, strategy: 'canary' };
  await expect(deployCandidateUseCase.run(context, deployInputSchema.parse(wish))).rejects.toThrow('is a sandbox');
});
