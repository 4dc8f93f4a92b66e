import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { exp, log, sigmoid, softmaxInPlace } from './numeric';

describe('own exp and log', () => {
  it('are within a few units in the last place of Math', () => {
    const random = createRandom(1);
    let worstExp = 0;
    let worstLog = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = (random.next() - 0.5) * (i % 2 === 0 ? 4 : 1400);
      const y = Math.exp(x);
      worstExp = Math.max(worstExp, Math.abs(exp(x) / y - 1));
      worstLog = Math.max(worstLog, Math.abs(log(y) - Math.log(y)) / Math.max(1, Math.abs(Math.log(y))));
    }
    expect(worstExp).toBeLessThan(8e-16);
    expect(worstLog).toBeLessThan(4e-16);
  });

  it('are exact where they must be and finite at the ends', () => {
    expect(exp(0)).toBe(1);
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(exp(1e9)).toBe(exp(708));
    expect(sigmoid(-1e9)).toBeGreaterThanOrEqual(0);
    expect(sigmoid(1e9)).toBe(1);
    expect(exp(Number.NaN)).toBeNaN();
  });

  it('turns scores into probabilities that sum to 1', () => {
    const values = Float64Array.of(9, 1000, 1001, 999, 9);
    softmaxInPlace(values, 1, 3);
    expect(values[1]! + values[2]! + values[3]!).toBeCloseTo(1, 15);
    expect([values[0], values[4]]).toEqual([9, 9]);
    expect(values[2]! / values[1]!).toBeCloseTo(Math.E, 12);
  });
});
