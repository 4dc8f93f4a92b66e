import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import type { DeploymentRow } from './deployment-port-types';
import { refuseAfterWait } from './refuse-after-wait';

const asked = new Date('2026-11-27T10:00:00Z');
const row = (status: DeploymentRow['status']) => ({ status, createdAt: asked }) as DeploymentRow; // only what is looked at

const revision = (number: number, minutes: number, more: { release?: number; budgetMs?: number } = {}) => {
  const { release = 1, ...settings } = more;
  const routes = [{ release: testReleaseId(release), weight: 1 }];
  return {
    ...{ revision: number, kind: 'deploy' as const, createdAt: new Date(asked.getTime() + minutes * 60_000) },
    config: endpointConfigSchema.parse({ v: 1, routes, chain: [], ...settings }),
  };
};
const before = revision(6, -5);
const ports = (may: boolean, ...since: ReturnType<typeof revision>[]) => ({
  mayDeploy: async () => may,
  revisions: async () => [...since, before],
});
const moved = revision(7, 1, { release: 2 });

it('lets a deployment go on that has waited, where nothing has changed', async () => {
  await expect(refuseAfterWait(row('waiting'), ports(true))).resolves.toBeUndefined();
});

it('refuses one whose author may not deploy any more, and one whose endpoint was moved meanwhile', async () => {
  await expect(refuseAfterWait(row('waiting'), ports(false))).rejects.toMatchObject({
    report: { code: 'missing-right' },
  });
  await expect(refuseAfterWait(row('waiting'), ports(true, moved))).rejects.toMatchObject({
    report: { code: 'endpoint-has-moved', message: expect.stringContaining('revision 7') },
  });
});

it('takes settings that were changed meanwhile for what they are', async () => {
  const slower = revision(7, 1, { budgetMs: 900 });
  await expect(refuseAfterWait(row('waiting'), ports(true, slower))).resolves.toBeUndefined();
});

it('asks nothing of one that did not wait', async () => {
  await expect(refuseAfterWait(row('queued'), ports(false, moved))).resolves.toBeUndefined();
});
