import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { randomRun } from './random-run';
import { runFaults } from './run-faults';

describe('random runs', () => {
  it('are the same for the same seed, and have edges from earlier to later steps only', () => {
    const make = () => Array.from({ length: 50 }, (_, n) => randomRun(createRandom(5 + n), n));
    expect(make()).toEqual(make());
    expect(
      make()
        .flatMap(({ edges }) => edges)
        .every(([parent, child]) => parent < child),
    ).toBe(true);
  });
});

describe('faults', () => {
  // A short form of `npm run faults`.
  it('break no promise of the run protocol', { timeout: 300_000 }, async () => {
    const report = await runFaults({ runs: 8, seed: 11, log: () => undefined });
    expect(report.violations).toEqual([]);
    expect(report.runs).toBe(8);
    expect(report.faults['worker-kill']).toBeGreaterThan(0);
  });
});
