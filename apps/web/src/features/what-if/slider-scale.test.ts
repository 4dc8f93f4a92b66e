import { expect, it } from 'vitest';
import { sliderScale } from './slider-scale';

it.each([
  ['number', [0, 1], { min: 0, max: 1, step: 0.01 }],
  ['number', [-3.2, 14.9], { min: -3.2, max: 15, step: 0.2 }],
  ['number', [1.5e-7, 2.5e-7], { min: 1.5e-7, max: 2.5e-7, step: 1e-9 }],
  ['integer', [17, 90], { min: 17, max: 90, step: 1 }],
  ['integer', [0, 99_999], { min: 0, max: 100_000, step: 1000 }],
] as const)('%s from %s', (type, range, scale) => {
  expect(sliderScale({ type, range: [...range] })).toEqual(scale);
});

it('is not there for what does not vary and for what is no number', () => {
  expect(sliderScale({ type: 'number', range: [2, 2] })).toBeNull();
  expect(sliderScale({ type: 'number' })).toBeNull();
  expect(sliderScale({ type: 'date', range: [0, 1] })).toBeNull();
});
