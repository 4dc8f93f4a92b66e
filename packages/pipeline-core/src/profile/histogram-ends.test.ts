import { expect, it } from 'vitest';
import { histogramEnds } from './histogram-ends';

it.each([
  ['eleven rows of tenure 0 among 7,043, up to 72', { low: 1, high: 72, min: 0, max: 72 }, [0, 72]],
  ['a value far above', { low: 1, high: 72, min: 0, max: 4000 }, [0, 72]],
  ['values far on both sides', { low: 10, high: 20, min: -500, max: 500 }, [10, 20]],
  ['nearly all alike', { low: 5, high: 5, min: 0, max: 9 }, [5, 5]],
  ['an end without a bound', { low: 0, high: 1, min: Number.NEGATIVE_INFINITY, max: 1 }, [0, 1]],
])('shows all but what lies far out: %s', (_case, facts, ends) => {
  expect(histogramEnds(facts)).toEqual(ends);
});
