import { expect, it } from 'vitest';
import { fitSeries, latestRound } from './fit-series';

const curves = [
  { series: 'train log loss', steps: [1, 2, 4], values: [0.7, 0.51, 0.123456] },
  { series: 'validation log loss', steps: [1, 2], values: [0.72, 0.6] },
];

it('draws a line per curve, named with its latest value', () => {
  expect(fitSeries(curves)).toEqual([
    {
      id: 'train log loss',
      label: 'train log loss',
      valueText: '0.1235',
      points: [
        { x: 1, y: 0.7 },
        { x: 2, y: 0.51 },
        { x: 4, y: 0.123456 },
      ],
    },
    {
      id: 'validation log loss',
      label: 'validation log loss',
      valueText: '0.6',
      points: [
        { x: 1, y: 0.72 },
        { x: 2, y: 0.6 },
      ],
    },
  ]);
});

it('knows how far the fit is', () => {
  expect(latestRound(curves)).toBe(4);
  expect(latestRound([])).toBeNull();
});
