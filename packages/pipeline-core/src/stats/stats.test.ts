import { describe, expect, it } from 'vitest';
import { chiSquareTest, contingencyTest, logGamma, normalCdf, normalQuantile, sortedQuantile } from './index';

describe('stats', () => {
  it('meets the chi-square golden vectors (scipy)', () => {
    const fit = chiSquareTest([40, 35, 25], [50, 30, 20]);
    expect(fit.statistic).toBeCloseTo(4.0833333333, 9);
    expect(fit.p).toBeCloseTo(0.1298121769, 9);
    const table = contingencyTest([
      [50, 30, 20],
      [40, 35, 25],
    ]);
    expect(table.statistic).toBeCloseTo(2.0512820513, 9);
    expect(table.p).toBeCloseTo(0.3585665414, 9);
    expect(table.degreesOfFreedom).toBe(2);
  });

  it('knows the normal distribution, tails included', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 15);
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalCdf(-6) / 9.865876450376946e-10).toBeCloseTo(1, 10);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(1e-9)).toBeCloseTo(-5.997807015007687, 10);
    for (const p of [0.001, 0.02, 0.3, 0.5, 0.77, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13);
    expect(() => normalQuantile(1.2)).toThrow('expected 0 to 1');
  });

  it('computes log gamma and quantiles', () => {
    expect(logGamma(10)).toBeCloseTo(Math.log(362880), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    expect(sortedQuantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(sortedQuantile([], 0.5)).toBeNaN();
  });
});
