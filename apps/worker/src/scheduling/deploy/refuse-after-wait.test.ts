import { expect, it } from 'vitest';
import type { DeploymentRow } from './deployment-port-types';
import { refuseAfterWait } from './refuse-after-wait';

const row = (status: DeploymentRow['status']) => ({ status }) as DeploymentRow; // only what is looked at
const ports = (may: boolean, changed: number | null) => ({
  mayDeploy: async () => may,
  changedSince: async () => changed,
});

it('lets a deployment go on that has waited, where nothing has changed', async () => {
  await expect(refuseAfterWait(row('waiting'), ports(true, null))).resolves.toBeUndefined();
});

it('refuses one whose author may not deploy any more, and one whose endpoint was changed meanwhile', async () => {
  await expect(refuseAfterWait(row('waiting'), ports(false, null))).rejects.toMatchObject({
    report: { code: 'missing-right' },
  });
  await expect(refuseAfterWait(row('waiting'), ports(true, 7))).rejects.toMatchObject({
    report: { code: 'endpoint-has-moved', message: expect.stringContaining('revision 7') },
  });
});

it('asks nothing of one that did not wait', async () => {
  await expect(refuseAfterWait(row('queued'), ports(false, 7))).resolves.toBeUndefined();
});
