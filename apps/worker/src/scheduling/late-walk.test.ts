import { createDeployment, createEndpoint, type Deployment, type Endpoint, getEndpointUnchecked } from '@millrace/db';
import { rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testEvaluation } from '../testing/test-bundle';
import type { DeploymentPorts } from './deploy/deployment-port-types';
import { createDeploymentPorts } from './deploy/deployment-ports';
import { nextConfig } from './deploy/next-config';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;
let ports: DeploymentPorts;
let endpoint: Endpoint;
let champion: Deployment['releaseId'];
let challenger: Deployment['releaseId'];

async function register(slope: number) {
  await flow.register(await flow.makeBundle({ slope, evaluation: testEvaluation(0.9, [0.88, 0.92]) }));
  await flow.outboxEmpty();
  return (await flow.latestRelease()).id;
}

/** A deployment that was ended while a second walk of it goes on: what that walk read says that it is going on. */
async function endedWhileWalked() {
  const wish = { endpointId: endpoint.id, releaseId: challenger, strategy: 'direct', createdBy: 'grace' } as const;
  const row = await createDeployment(flow.db, { ...wish, refusal: { message: 'ended' } });
  return { ...row, status: 'running' as const };
}

async function served() {
  const found = await getEndpointUnchecked(flow.db, endpoint.id);
  if (found?.config == null) throw new Error('nothing is served');
  return { ...found, config: found.config };
}

beforeAll(async () => {
  flow = await startReleaseFlow();
  const missing = () => Promise.reject(new Error('not asked here'));
  ports = createDeploymentPorts(flow.db, { checkBundle: missing, open: missing, heldOut: missing });
  const wish = { projectId: flow.project.id, name: 'prices-api', slug: `${flow.project.slug}.prices-api` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  endpoint = made.value;
  champion = await register(2);
  const first = { endpointId: endpoint.id, releaseId: champion, strategy: 'direct', createdBy: 'ada' } as const;
  expect((await flow.finished((await createDeployment(flow.db, first)).id)).status).toBe('succeeded');
  challenger = await register(2.1);
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

it('a walk that comes after the end of its deployment routes nothing', async () => {
  const before = await served();
  const config = nextConfig(before.config, challenger);
  const change = { endpoint: before, config, gates: [], overridden: false, goesLive: true };
  expect(await ports.route({ deployment: await endedWhileWalked(), ...change })).toBe('over');
  expect(await served()).toEqual(before);
});

it('nor does it begin a rollout', async () => {
  const before = await served();
  const start = { endpoint: before, config: before.config, champion, plan: rolloutPlanSchema.parse({}), gates: [] };
  expect(await ports.startRollout({ deployment: await endedWhileWalked(), ...start })).toBe('over');
  expect(await served()).toEqual(before);
  expect(await ports.underWay(endpoint.id)).toBeNull();
});
