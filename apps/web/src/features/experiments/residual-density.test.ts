import { expect, it } from 'vitest';
import { residualDensity, sharedRange } from './residual-density';

const residuals = (edges: number[], counts: number[]) => ({
  histogram: { edges, counts },
  quantiles: { q05: 0, q25: 0, q50: 0, q75: 0, q95: 0 },
  sample: [],
});

it('draws histograms of other bins on one scale: every line has the area 1', () => {
  const area = (edges: number[], counts: number[]) =>
    residualDensity(residuals(edges, counts)).reduce((sum, { y }, bin) => sum + y * (edges[bin + 1]! - edges[bin]!), 0);
  expect(area([-2, 0, 2], [30, 10])).toBeCloseTo(1);
  expect(area([-1, -0.5, 0, 3], [1, 2, 1])).toBeCloseTo(1);
  expect(residualDensity(residuals([-2, 0, 2], [30, 10]))).toEqual([
    { x: -1, y: 0.375 },
    { x: 1, y: 0.125 },
  ]);
  // All errors alike: a bin without width has no height.
  expect(residualDensity(residuals([1, 1], [4]))).toEqual([]);
});

it('has one range for pictures side by side', () => {
  expect(sharedRange([[[1, 2]], [[-3, 8]]])).toEqual([-3, 8]);
  expect(sharedRange([[], []])).toBeNull();
});
