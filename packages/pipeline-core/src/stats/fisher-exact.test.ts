import { describe, expect, it } from 'vitest';
import { fisherGreater } from './fisher-exact';

const rate = (hits: number, of: number) => ({ hits, of });

/** Binomial coefficients by Pascal's rule: exact for small numbers, and no code of the test's subject. */
function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  return k === 0 || k === n ? 1 : choose(n - 1, k - 1) + choose(n - 1, k);
}

describe("Fisher's exact test", () => {
  it('gives the figure of the lady tasting tea', () => {
    expect(fisherGreater(rate(3, 4), rate(1, 4))).toBeCloseTo(17 / 70, 12);
    expect(fisherGreater(rate(4, 4), rate(0, 4))).toBeCloseTo(1 / 70, 12);
  });

  it('is the sum over all tables that are as extreme, where these can be counted', () => {
    for (const [a, n, c, m] of [
      [2, 9, 1, 12],
      [5, 8, 2, 10],
      [1, 3, 0, 14],
    ] as const) {
      let sum = 0;
      for (let k = a; k <= Math.min(a + c, n); k += 1) sum += choose(n, k) * choose(m, a + c - k);
      expect(fisherGreater(rate(a, n), rate(c, m))).toBeCloseTo(sum / choose(n + m, a + c), 12);
    }
  });

  it('says nothing of a share that is not larger, or of no tries', () => {
    expect(fisherGreater(rate(1, 100), rate(2, 200))).toBe(1);
    expect(fisherGreater(rate(0, 0), rate(2, 200))).toBe(1);
    expect(fisherGreater(rate(3, 10), rate(0, 0))).toBe(1);
  });

  it('stays a chance with millions of tries', () => {
    const chance = fisherGreater(rate(10_600, 1_000_000), rate(10_000, 1_000_000));
    expect(chance).toBeGreaterThan(5e-6);
    expect(chance).toBeLessThan(2e-5);
  });
});
