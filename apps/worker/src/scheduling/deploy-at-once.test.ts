import {
  addMember,
  createDeployment,
  createEndpoint,
  type Deployment,
  type Endpoint,
  getEndpointUnchecked,
} from '@millrace/db';
import { makeUser } from '@millrace/db/testing';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkBundle, findBundle } from '../scoring/releases/find-bundle';
import { openRelease } from '../scoring/releases/open-release';
import { createQuietLogger } from '../testing/quiet-logger';
import { testEvaluation } from '../testing/test-bundle';
import type { DeploymentPorts } from './deploy/deployment-port-types';
import { createDeploymentPorts } from './deploy/deployment-ports';
import { runDeployment } from './deploy/run-deployment';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;
let endpoint: Endpoint;

async function register(slope: number): Promise<Deployment['releaseId']> {
  await flow.register(await flow.makeBundle({ slope, evaluation: testEvaluation(0.9, [0.88, 0.92]) }));
  await flow.outboxEmpty();
  return (await flow.latestRelease()).id;
}

/** Somebody who may deploy, and what people call them. */
async function person(): Promise<{ id: string; name: string }> {
  const { id } = await makeUser(flow.db);
  await addMember(flow.db, { projectId: flow.project.id, userId: userIdSchema.parse(id), role: 'engineer' });
  return { id, name: `Person ${id.slice(0, 4)}` };
}

function makeSignal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

type Saved = Parameters<DeploymentPorts['save']>[1];

/** The ports of the product; what is saved is noted, and the walk stands still as its gates are kept, until it is let on. */
function heldAtGates({ letOn, arrived, saved }: { letOn: Promise<void>; arrived: () => void; saved: Saved[] }) {
  const source = { db: flow.db, pathOf: flow.store.pathOf };
  const ports = createDeploymentPorts(flow.db, {
    open: async (id) => openRelease(await findBundle(source, id)),
    checkBundle: (id) => checkBundle(source, id),
    heldOut: async () => null,
  });
  return {
    ...ports,
    async save(_id: string, change: Saved) {
      saved.push(change);
      if (change.gates === undefined) return true;
      arrived();
      await letOn;
      return true;
    },
  };
}

beforeAll(async () => {
  flow = await startReleaseFlow();
  const wish = { projectId: flow.project.id, name: 'prices-api', slug: `${flow.project.slug}.prices-api` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  endpoint = made.value;
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

it('of two people who deploy at the same moment one does, and the other is told by name who and when', async () => {
  const [ada, grace] = [await person(), await person()];
  const deploy = async (slope: number, by: { id: string }, refusal?: { message: string }) =>
    createDeployment(flow.db, {
      ...{ endpointId: endpoint.id, releaseId: await register(slope), strategy: 'sandbox', createdBy: by.id },
      ...(refusal === undefined ? {} : { refusal }),
    });
  await flow.finished((await deploy(2, ada)).id);
  // Walked here and not by the worker, which leaves alone what is over: so that both are at their checks at once.
  const late = await deploy(2.1, ada, { message: 'walked by the test' });
  const [gates, turn] = [makeSignal(), makeSignal()];
  const saved: Saved[] = [];
  const walk = runDeployment(late.id, {
    ports: {
      ...heldAtGates({ letOn: turn.given, arrived: gates.give, saved }),
      deployment: async () => ({ ...late, status: 'queued' }),
    },
    ...{ logger: createQuietLogger(), now: () => performance.now(), wallClock: Date.now },
    signal: new AbortController().signal,
  });
  await gates.given;
  const won = await flow.finished((await deploy(2.2, grace)).id);
  expect(won.status).toBe('succeeded');
  turn.give();
  await walk;
  const told = saved.at(-1);
  const { revision = 0, config } = (await getEndpointUnchecked(flow.db, endpoint.id)) ?? {};
  expect(told).toMatchObject({ status: 'failed', error: { code: 'endpoint-has-moved' } });
  expect(JSON.stringify(told)).toContain(`${grace.name} moved prices-api on 20`);
  expect(JSON.stringify(told)).toContain(`(revision ${revision})`);
  expect(config?.routes).toEqual([{ release: won.releaseId, weight: 1 }]);
});
