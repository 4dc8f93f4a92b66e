import {
  createDeployment,
  createEndpoint,
  getAlias,
  getRolloutUnchecked,
  markEndpointLive,
  moveRollout,
  type Release,
  setAlias,
} from '@millrace/db';
import { expect, it } from 'vitest';
import { beginRollout } from '../testing/begin-rollout';
import { addRelease, routeTo } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';

withTestServer();

/** A model with releases v1 to v5, and rollouts of it on endpoints that answer with v1. */
async function makeModel() {
  const { project, actor } = await makeContext(db, 'engineer');
  const { release: first } = await makeStoredThings(db, project.id);
  const releases = [first];
  while (releases.length < 5) releases.push(await addRelease(db, first));
  const [, v2, v3, , v5] = releases as [Release, Release, Release, Release, Release]; // five were made
  const alias = 'challenger';
  const begin = async (challenger: Release) => {
    const name = `e-${crypto.randomUUID().slice(0, 8)}`;
    const made = await createEndpoint(db, {
      projectId: project.id,
      name,
      slug: name,
      sandbox: false,
      createdBy: actor,
    });
    if (!made.ok) throw new Error(made.error);
    const endpointId = made.value.id;
    await markEndpointLive(db, endpointId);
    await routeTo(db, { endpointId, release: first.id });
    const wish = {
      endpointId,
      releaseId: challenger.id,
      kind: 'deploy',
      strategy: 'canary',
      createdBy: actor,
    } as const;
    const deployment = await createDeployment(db, wish);
    return beginRollout(db, { endpointId, deploymentId: deployment.id, challenger: challenger.id, by: actor });
  };
  const abort = async ({ id }: { id: string }) => {
    const seen = (await getRolloutUnchecked(db, { id }))?.moves ?? 0;
    expect((await moveRollout(db, { id, seen, kind: 'aborted', actor })).ok).toBe(true);
  };
  return {
    ...{ v2, v3, v5, begin, abort },
    choose: ({ id: releaseId }: Release) => setAlias(db, { modelId: first.modelId, alias, releaseId }),
    named: async () => (await getAlias(db, { modelId: first.modelId, alias }))?.number ?? null,
  };
}

it('what a person had named comes back when the last rollout that set it is over', async () => {
  const { v2, v5, begin, abort, choose, named } = await makeModel();
  const one = await begin(v2);
  await choose(v5);
  const other = await begin(v2);
  expect(await named()).toBe(2);
  await abort(one);
  expect(await named()).toBe(2);
  await abort(other);
  expect(await named()).toBe(5);
});

it('of several rollouts the newest that is open has it, in whatever order they end', async () => {
  const { v2, v3, begin, abort, named } = await makeModel();
  const [one, two, three] = [await begin(v2), await begin(v3), await begin(v2)];
  expect(await named()).toBe(2);
  await abort(three);
  expect(await named()).toBe(3);
  await abort(two);
  expect(await named()).toBe(2);
  await abort(one);
  expect(await named()).toBeNull();
});

it('one that ends first leaves it to the newer one', async () => {
  const { v2, v3, begin, abort, named } = await makeModel();
  const [one, two] = [await begin(v2), await begin(v3)];
  await abort(one);
  expect(await named()).toBe(3);
  await abort(two);
  expect(await named()).toBeNull();
});

it('a name that a person gives to the very release stays theirs', async () => {
  const { v2, begin, abort, choose, named } = await makeModel();
  await choose(v2);
  await abort(await begin(v2));
  expect(await named()).toBe(2);
});
