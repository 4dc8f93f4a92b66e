import { createDeployment, getEndpoint, listDeployments, listRevisions, updateDeployment } from '@millrace/db';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { configureEndpointUseCase } from './configure-endpoint';

withTestServer();

async function setUp() {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  const key = { projectId: context.project.id, endpointId: things.endpoint.id };
  const { endpoint, release } = things;
  for (const { id } of await listDeployments(db, key)) await updateDeployment(db, { id, status: 'succeeded' });
  const config = async () => (await getEndpoint(db, { projectId: key.projectId, id: endpoint.id }))?.config;
  return { context, endpoint: endpoint.id, release, key, config };
}

it('says where releases answer, with the same traffic, and takes it back', async () => {
  const { context, endpoint, key, config } = await setUp();
  const before = await config();
  const set = await configureEndpointUseCase.run(context, { endpoint, process: 'own' });
  expect(set.process).toBe('own');
  expect(await config()).toEqual({ ...before, process: 'own' });
  expect((await listRevisions(db, key))[0]).toMatchObject({ revision: set.revision, createdBy: context.actor });
  const back = await configureEndpointUseCase.run(context, { endpoint, process: 'automatic' });
  expect([back.process, back.revision]).toEqual(['automatic', set.revision + 1]);
  expect(await config()).toEqual(before);
});

it('says what answers at the end of the chain, if the model could give such an answer; what is not said stays', async () => {
  const { context, endpoint, config } = await setUp();
  await configureEndpointUseCase.run(context, { endpoint, process: 'own' });
  await configureEndpointUseCase.run(context, { endpoint, last: { kind: 'cached', seconds: 60 } });
  expect(await config()).toMatchObject({ process: 'own', last: { kind: 'cached', seconds: 60 } });
  const wrong = { endpoint, last: { kind: 'constant' as const, value: 'no class of it' } };
  await expect(configureEndpointUseCase.run(context, wrong)).rejects.toThrow('is no answer of this model');
});

it('says which answers come from memory, and takes it back', async () => {
  const { context, endpoint, config } = await setUp();
  const before = await config();
  const precomputed = { key: ['customer_id'], maxAgeSeconds: 3600 };
  await configureEndpointUseCase.run(context, { endpoint, precomputed });
  const set = await configureEndpointUseCase.run(context, { endpoint, remember: { seconds: 60 } });
  expect(set).toMatchObject({ precomputed, remember: { seconds: 60 } });
  expect(await config()).toEqual({ ...before, precomputed, remember: { seconds: 60 } });
  await configureEndpointUseCase.run(context, { endpoint, precomputed: null });
  const back = await configureEndpointUseCase.run(context, { endpoint, remember: null });
  expect([back.precomputed, back.remember]).toEqual([null, null]);
  expect(await config()).toEqual(before);
});

it('is refused while the endpoint is being deployed to', async () => {
  const { context, endpoint, release, key } = await setUp();
  await createDeployment(db, {
    endpointId: key.endpointId,
    releaseId: release.id,
    kind: 'deploy',
    strategy: 'direct',
    createdBy: context.actor,
  });
  await expect(configureEndpointUseCase.run(context, { endpoint, process: 'own' })).rejects.toThrow(
    'is being deployed to',
  );
});
