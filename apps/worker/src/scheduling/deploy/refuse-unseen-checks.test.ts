import type { Gate } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import type { DeploymentRow } from './deployment-port-types';
import { refuseUnseenChecks } from './refuse-unseen-checks';

const check = (id: string, status: 'pass' | 'fail') => ({ id, title: `Check ${id}`, status, reason: 'Seen.' });
const gates = (...failed: string[]): Gate[] => [
  { gate: 'unit', checks: [check('golden-rows', 'pass')] },
  { gate: 'quality', checks: ['metric', 'slices'].map((id) => check(id, failed.includes(id) ? 'fail' : 'pass')) },
];
const row = (overridden: string[] | null) =>
  ({
    override: true,
    overridden: overridden?.map((check) => ({ check, subjects: ['fail'] })) ?? null,
  }) as DeploymentRow; // only what is looked at

describe('an override', () => {
  it('covers the checks that had failed when it was written', () => {
    expect(() => refuseUnseenChecks(row(['metric']), gates('metric'))).not.toThrow();
    expect(() => refuseUnseenChecks(row(['metric', 'slices']), gates('metric', 'slices'))).not.toThrow();
  });

  it('covers no other: that one is named, and asked about anew', () => {
    expect(() => refuseUnseenChecks(row(['metric']), gates('metric', 'slices'))).toThrow(
      'Not deployed. Nobody knew of this when it was overridden. Check slices: Seen.',
    );
    expect(() => refuseUnseenChecks(row([]), gates('metric', 'slices'))).toThrow(
      'Check metric: Seen. Check slices: Seen.',
    );
  });

  it('of before these were kept covers what it did', () => {
    expect(() => refuseUnseenChecks(row(null), gates('metric', 'slices'))).not.toThrow();
  });
});
