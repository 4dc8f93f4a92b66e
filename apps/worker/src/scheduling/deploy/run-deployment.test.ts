import type { Json } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testReleaseId, testSignature } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testEvaluation } from '../../testing/test-bundle';
import type { DeployableRelease, DeploymentPorts, DeploymentRow } from './deployment-port-types';
import { runDeployment } from './run-deployment';

const [next, champion] = [testReleaseId(1), testReleaseId(2)];
const facts = fakeEndpoint({ routes: [[2, 1]] });
const golden = [{ input: { age: 41, city: 'Oslo' }, output: [0.25, 0.75], label: 'yes' }];
const judging = 'step "Evaluate" of run 12';

/** Ports over one deployment; the evaluation of the champion begins to be made anew at the look of this number. */
function makePorts({ judgedAnewAt }: { judgedAnewAt: number }) {
  const saved: { status?: string; stages?: Json }[] = [];
  let looks = 0;
  const row = {
    ...{ id: 'd', endpointId: facts.id, releaseId: next, kind: 'deploy', strategy: 'direct', status: 'queued' },
    ...{ stages: [], override: false },
  } as unknown as DeploymentRow; // only what is looked at
  const release = (name: string, more: Partial<DeployableRelease>) =>
    ({
      ...{ projectId: facts.projectId, name, signature: testSignature, batches: [], answers: { task: 'binary' } },
      ...more,
    }) as DeployableRelease;
  const awaited = () => {
    looks += 1;
    return looks >= judgedAnewAt ? { evaluation: null, awaits: judging } : { evaluation: null };
  };
  const ports = {
    deployment: async () => row,
    endpoint: async () => ({ ...facts, sandbox: false }),
    release: async (id: string) =>
      id === champion
        ? release('churn v2', { id: champion, ...awaited() })
        : release('churn v1', { id: next, evaluation: testEvaluation(0.9, [0.8, 1]) }),
    checkBundle: async () => ({ bytes: 1, files: 1 }),
    open: async (id: string) => ({ served: fakeRelease(id === next ? 1 : 2), golden }),
    heldOut: async () => null,
    modelTests: async () => [],
    underWay: async () => null,
    mayDeploy: async () => true,
    revisions: async () => [],
    route: async () => 'routed',
    save: async (_id: string, change: { status?: string; stages?: Json }) => {
      saved.push(structuredClone(change));
      return true;
    },
  } as unknown as DeploymentPorts; // no feature views, no canary
  return { ports, saved };
}

const walk = ({ ports }: { ports: DeploymentPorts }) =>
  runDeployment('d', {
    ...{ ports, logger: createQuietLogger(), now: () => performance.now(), wallClock: Date.now },
    signal: new AbortController().signal,
  });

it('goes through all stages', async () => {
  const made = makePorts({ judgedAnewAt: Number.POSITIVE_INFINITY });
  await walk(made);
  expect(made.saved.at(-1)).toMatchObject({ status: 'succeeded' });
});

it('waits where the checks are the first to see that a figure is still to come: nothing has failed', async () => {
  const made = makePorts({ judgedAnewAt: 2 }); // the first look is that of the stage that waits
  await walk(made);
  expect(made.saved.map(({ status }) => status).filter((status) => status !== undefined)).toEqual([
    'running',
    'waiting',
  ]);
  expect(made.saved.at(-1)?.stages).toMatchObject([
    {
      name: 'evaluation',
      status: 'running',
      log: [`The deployment waits for the evaluation of churn v2: ${judging}.`],
    },
    ...Array.from({ length: 5 }, () => ({ status: 'waiting', log: [] })),
  ]);
});
