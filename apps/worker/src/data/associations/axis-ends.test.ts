import { expect, it } from 'vitest';
import { axisEnds } from './axis-ends';

it.each([
  ['integer', { low: 2, high: 835.476, min: 1, max: 9770 }, [1, 836]],
  ['integer', { low: 2, high: 835.476, min: 1, max: 877 }, [1, 877]],
  ['number', { low: 0.081, high: 0.9342, min: 0.02, max: 41 }, [0.02, 0.935]],
  ['number', { low: 5, high: 5, min: 5, max: 5 }, [5, 6]],
  ['date', { low: 1.5 * 864e5, high: 9 * 864e5, min: 864e5, max: 9 * 864e5 }, [864e5, 9 * 864e5]],
  ['timestamp', { low: 7, high: 9, min: 7, max: 9 }, [7, 9]],
] as const)('ends an axis of %s at round figures: %o', (type, ends, expected) => {
  expect(axisEnds({ type }, ends)).toEqual(expected);
});
