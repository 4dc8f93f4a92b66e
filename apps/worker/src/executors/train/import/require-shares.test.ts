import { expect, it } from 'vitest';
import { requireShares } from './require-shares';

const check = (numbers: number[], width: number) => () =>
  requireShares('Import model', { numbers: Float32Array.from(numbers), width, output: 'scores' });

it('takes probabilities, with what single floats leave over', () => {
  expect(check([0.2, 0.8, 0.3333333, 0.6666667], 2)).not.toThrow();
  expect(check([0, 1, 0.5], 1)).not.toThrow();
  expect(check([Number.NaN, 0.5], 1)).not.toThrow();
});

it.each([
  ['scores before a sigmoid', [0.4, -3.2], 1],
  ['scores before a softmax', [1.5, 0.2, -2, 0.1, 0.2, 0.7], 3],
  ['votes of several models', [0.9, 0.8], 2],
])('refuses %s, with what to export', (_what, numbers, width) => {
  expect(check(numbers, width)).toThrow(/scores.*Softmax or Sigmoid/);
});
