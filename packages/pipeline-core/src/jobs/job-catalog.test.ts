import { describe, expect, it } from 'vitest';
import { backoffDelay, jobCatalog, jobNames, queueNames } from './index';

describe('job catalog', () => {
  it('has at least one job for every queue', () => {
    const used = new Set(jobNames.map((name) => jobCatalog[name].queue));
    expect([...used].sort()).toEqual([...queueNames].sort());
  });

  it('delivers eight times, with the pauses webhooks are known by', () => {
    const { attempts, backoff } = jobCatalog.deliver;
    const pauses = Array.from({ length: attempts - 1 }, (_, i) => backoffDelay(backoff, i + 1) / 1000);
    expect(pauses).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400]);
  });

  it('doubles the pause up to its limit', () => {
    const backoff = { kind: 'exponential', ms: 500, maxMs: 3000 } as const;
    expect([1, 2, 3, 4, 5].map((n) => backoffDelay(backoff, n))).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('refuses a payload without its row', () => {
    expect(jobCatalog['start-run'].payload.safeParse({ triggerEvent: 'x' }).success).toBe(false);
  });
});
