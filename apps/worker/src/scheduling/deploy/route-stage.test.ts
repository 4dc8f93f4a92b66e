import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
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

const revision = (number: number, { budgetMs = 200, release = 2 }) => ({
  ...{ revision: number, kind: 'deploy' as const, createdAt: new Date(Date.UTC(2026, 10, 27, 12, number)) },
  config: endpointConfigSchema.parse({
    ...{ v: 1, routes: [{ release: testReleaseId(release), weight: 1 }], chain: [], budgetMs },
  }),
});

/** Routes with these answers of the database, one for each try; the checks have seen revision 1. */
async function routed(answers: Routed[], { now = 1, budgetMs = 200, release = 2 } = {}) {
  const log: string[] = [];
  const ports = {
    endpoint: async () =>
      ({ id: 'e', name: 'prices-api', sandbox: false, revision: now, config: null }) as unknown as DeploymentEndpoint,
    revisions: async () => [revision(1, {}), revision(now, { budgetMs, release })],
    whoMade: async () => 'Grace',
    underWay: async () => null,
    route: async () => answers.shift() ?? 'stale',
  } as Partial<DeploymentPorts> as DeploymentPorts; // only what is asked
  await route({ row, gates: passed, seen: 1, log: (line) => log.push(line), ports });
  return log;
}

it('looks again where somebody moves the endpoint meanwhile', async () => {
  expect(await routed(['stale', 'routed'])).toContain('All traffic goes to this release.');
});

it('stops where the deployment has ended meanwhile, and says that nothing was moved', async () => {
  await expect(routed(['over', 'routed'])).rejects.toMatchObject({
    report: { code: 'deployment-over', next: expect.stringContaining('Nothing was moved') },
  });
});

it('names who moved the endpoint, and when, where the checks have compared with what answers no more', async () => {
  await expect(routed(['routed'], { now: 2, release: 3 })).rejects.toMatchObject({
    report: {
      code: 'endpoint-has-moved',
      message: expect.stringContaining('Grace moved prices-api on 2026-11-27 12:02:00 UTC (revision 2)'),
    },
  });
});

it('goes on where only settings were changed meanwhile', async () => {
  expect(await routed(['routed'], { now: 2, budgetMs: 900 })).toContain('All traffic goes to this release.');
});
