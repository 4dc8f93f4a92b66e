import { expect, it } from 'vitest';
import { seedlessTypes } from './seedless';

it('models without a seed are those in which chance has no part', () => {
  expect([...seedlessTypes]).toEqual(
    expect.arrayContaining(['baseline', 'logistic-regression', 'k-nearest-neighbours']),
  );
  expect(seedlessTypes.has('random-forest')).toBe(false);
  expect(seedlessTypes.has('split-rows')).toBe(false);
});
