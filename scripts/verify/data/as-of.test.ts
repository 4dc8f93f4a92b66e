import { expect, it } from 'vitest';
import { claimOf, isProof } from './as-of';

it('claims every entity at every time', () => {
  expect(claimOf({ moments: 10_000, seed: 20 })).toBe(
    'as-of join offline equals the value served then, each of 10,000 entities at each of 10,000 random past times (seed 20)',
  );
});

it('proves nothing by pairs that were not compared or not there, nor by a comparison that cannot tell', () => {
  const seen = { compared: 100, found: 80, differences: 0, comparedOfDefault: 10, differencesOfDefault: 2 };
  expect(isProof(seen, 100)).toBe(true);
  expect(isProof(seen, 101)).toBe(false);
  expect(isProof({ ...seen, differences: 1 }, 100)).toBe(false);
  expect(isProof({ ...seen, found: 3 }, 100)).toBe(false);
  expect(isProof({ ...seen, differencesOfDefault: 0 }, 100)).toBe(false);
});
