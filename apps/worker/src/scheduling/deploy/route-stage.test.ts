import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import type { DeploymentEndpoint, DeploymentPorts, DeploymentRow, Routed } from './deployment-port-types';
import { route } from './route-stage';

const row = {
  ...{ id: 'd', releaseId: releaseIdSchema.parse(testReleaseId(1)), kind: 'deploy', strategy: 'direct' },
  override: false,
} as DeploymentRow; // only what is looked at

const passed = [
  { gate: 'unit' as const, checks: [{ id: 'speed', title: 'Speed', status: 'pass' as const, reason: 'fast' }] },
];

/** Routes with these answers of the database, one for each try. */
async function routed(...answers: Routed[]) {
  const log: string[] = [];
  const ports = {
    endpoint: async () =>
      ({ id: 'e', name: 'prices-api', sandbox: false, config: null }) as unknown as DeploymentEndpoint,
    underWay: async () => null,
    route: async () => answers.shift() ?? 'stale',
  } as Partial<DeploymentPorts> as DeploymentPorts; // only what is asked
  await route({ row, gates: passed, log: (line) => log.push(line), ports });
  return log;
}

it('looks again where somebody moves the endpoint meanwhile', async () => {
  expect(await routed('stale', 'routed')).toContain('All traffic goes to this release.');
});

it('stops where the deployment has ended meanwhile, and says that nothing was moved', async () => {
  await expect(routed('over', 'routed')).rejects.toMatchObject({
    report: { code: 'deployment-over', next: expect.stringContaining('Nothing was moved') },
  });
});
