import { expect, it } from 'vitest';
import { createKeyRates } from './key-rates';

it('a key gets its rate, at rest a second of it at once, and others are not held up by it', () => {
  let now = 0;
  const rates = createKeyRates({ perSecond: 2, now: () => now });
  expect(['a', 'a', 'a', 'b'].map(rates.take)).toEqual([0, 0, 0.5, 0]);
  now = 500;
  expect(['a', 'a'].map(rates.take)).toEqual([0, 0.5]);
  now = 60_000;
  expect(['a', 'a', 'a'].map(rates.take)).toEqual([0, 0, 0.5]);
});

it('a rate below one request a second lets one through at a time', () => {
  let now = 0;
  const rates = createKeyRates({ perSecond: 0.5, now: () => now });
  expect(['a', 'a'].map(rates.take)).toEqual([0, 2]);
  now = 2_000;
  expect(rates.take('a')).toBe(0);
});

it('without a rate 10,000 requests go through', () => {
  const rates = createKeyRates({ perSecond: 0, now: () => 0 });
  expect(Array.from({ length: 10_000 }, () => rates.take('a')).every((wait) => wait === 0)).toBe(true);
});
