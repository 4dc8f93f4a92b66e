import { describe, expect, it } from 'vitest';
import type { Image } from './image';
import { inChannels, scaleImage } from './scale-image';

describe('images of another size', () => {
  const image: Image = { height: 2, width: 4, channels: 1, cells: Float32Array.of(0, 1, 1, 1, 0, 1, 0, 0) };

  it('have the means of what their pixels cover', () => {
    expect([...scaleImage(image, { height: 1, width: 2 }).cells]).toEqual([0.5, 0.5]);
    const uneven = scaleImage(image, { height: 1, width: 3 }).cells;
    // Of four pixels the first third has 3/4 of the first and 1/4 of the second.
    [0.25, 0.75, 0.5].forEach((value, at) => void expect(uneven[at]).toBeCloseTo(value, 6));
    expect([...scaleImage(image, { height: 2, width: 8 }).cells.subarray(0, 4)]).toEqual([0, 0, 1, 1]);
  });

  it('become grey by brightness, or three equal channels', () => {
    const red: Image = { height: 1, width: 1, channels: 3, cells: Float32Array.of(1, 0, 0) };
    expect(inChannels(red, 1).cells[0]).toBeCloseTo(0.299, 6);
    expect([...inChannels(image, 3).cells.subarray(0, 6)]).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
