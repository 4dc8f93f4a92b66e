import { expect, it } from 'vitest';
import { curvePoints, recallPoints } from './curve-points';

it('draws precision from the first row that was found on', () => {
  // The highest score is a false alarm: precision falls from 1 to 0 while nothing is found.
  const curve = { recall: [0, 0, 0.5, 0.5, 1], precision: [1, 0, 0.5, 1 / 3, 0.5] };
  expect(recallPoints(curve)).toEqual([
    { x: 0.5, y: 0.5 },
    { x: 0.5, y: 1 / 3 },
    { x: 1, y: 0.5 },
  ]);
  expect(curvePoints([0, 1], [0, 1])).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
});
