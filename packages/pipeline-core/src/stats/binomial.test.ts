import { expect, it } from 'vitest';
import { binomialGreater } from './binomial';

it('is the sum of the upper terms of the binomial distribution', () => {
  const rate = (hits: number, of: number) => ({ hits, of });
  expect(binomialGreater(rate(0, 5), 0.3)).toBe(1);
  expect(binomialGreater(rate(5, 5), 0.5)).toBeCloseTo(1 / 32, 12);
  expect(binomialGreater(rate(2, 3), 0.25)).toBeCloseTo(3 * 0.25 ** 2 * 0.75 + 0.25 ** 3, 12);
  expect(binomialGreater(rate(3, 3), 1)).toBe(1);
  expect(binomialGreater(rate(1, 3), 0)).toBe(0);
  // Half of the tries, however many.
  expect(binomialGreater(rate(5_000, 9_999), 0.5)).toBeCloseTo(0.5, 10);
});
