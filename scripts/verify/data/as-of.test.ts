import { expect, it } from 'vitest';
import { claimOf } from './as-of';

it('claims what is asked, not every entity at every time', () => {
  expect(claimOf({ moments: 10_000, seed: 20 })).toBe(
    'as-of join offline equals the value served then, 100 random entities of 10,000 at each of 10,000 past times (seed 20)',
  );
});
