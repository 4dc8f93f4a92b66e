import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { driftWarnings, overlapWarnings, partDrift, splitRows } from './index';

describe('partDrift', () => {
  const random = createRandom(7);
  const assigned = Uint8Array.from({ length: 6000 }, (_, row) => row % 3);

  it('finds nothing between parts of one distribution', () => {
    const numbers = Float64Array.from(assigned, () => random.normal());
    const texts = Array.from(assigned, () => ['a', 'b', 'c'][random.int(3)]!);
    expect(partDrift({ name: 'x', numbers }, assigned)).toEqual([]);
    expect(partDrift({ name: 't', texts }, assigned)).toEqual([]);
  });

  it('measures a shift by one standard deviation: KS is 2 F(1/2) - 1 = 0.383, PSI near 1', () => {
    const numbers = Float64Array.from(assigned, (part) => random.normal() + (part === 2 ? 1 : 0));
    const [drift, ...rest] = partDrift({ name: 'x', numbers }, assigned);
    expect(rest).toEqual([]);
    expect(drift).toMatchObject({ column: 'x', part: 'test' });
    expect(drift!.ks).toBeGreaterThan(0.34);
    expect(drift!.ks).toBeLessThan(0.43);
    expect(drift!.psi).toBeGreaterThan(0.7);
    expect(drift!.psi).toBeLessThan(1.3);
    const [warning] = driftWarnings([drift!]);
    expect(warning).toMatchObject({ code: 'part-drift' });
    expect(warning!.message).toMatch(/^test differs from train in `x` \(PSI [01]\.\d\d, KS 0\.\d\d\)/);
  });

  it('does not take the chance of a small part for a difference', () => {
    const small = Uint8Array.from({ length: 120 }, (_, row) => (row < 100 ? 0 : 2));
    const found = [1, 2, 3, 4, 5, 6, 7, 8].filter((seed) => {
      const own = createRandom(seed);
      return partDrift({ name: 'x', numbers: Float64Array.from(small, () => own.normal()) }, small).length > 0;
    });
    expect(found).toEqual([]);
  });

  it('counts missing cells and values that train never had', () => {
    const texts = Array.from(assigned, (part) => (part === 1 ? null : part === 2 ? 'new' : 'old'));
    expect(partDrift({ name: 't', texts }, assigned).map(({ part, ks }) => [part, ks])).toEqual([
      ['validation', null],
      ['test', null],
    ]);
  });
});

describe('warnings', () => {
  it('of overlaps say how many, where, and what to do', () => {
    const found = overlapWarnings({
      groups: { column: 'customer', count: 3 },
      times: { column: 'day', rows: 10, heldOut: 30 },
      duplicates: { rows: 2, heldOut: 30 },
    });
    expect(found.map(({ code }) => code)).toEqual(['group-overlap', 'time-overlap', 'duplicate-rows']);
    expect(found[0]!.message).toContain('3 groups have rows in train');
    expect(overlapWarnings({ duplicates: { rows: 0, heldOut: 9 } })).toEqual([]);
  });

  it('say that a part is not as large as it was meant, and that rows are in none', () => {
    const times = new Float64Array(100).fill(1);
    times.fill(Number.NaN, 90);
    const { receipt } = splitRows({
      way: { strategy: 'time-ordered', by: 'day', times, gap: 0 },
      rows: 100,
      ratios: { train: 0.6, validation: 0.2, test: 0.2 },
      seed: 1,
    });
    expect(receipt).toMatchObject({ by: 'day', leftOut: 10, counts: { train: 90, validation: 0, test: 0 } });
    expect(receipt.warnings.map(({ code }) => code)).toEqual(['shares-off', 'left-out']);
    expect(receipt.warnings[0]!.message).toContain('test has 0% instead of 20%');
  });
});
