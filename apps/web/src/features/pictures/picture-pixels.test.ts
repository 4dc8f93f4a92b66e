import { expect, it } from 'vitest';
import { fromCanvas, pictureNumbers, toCanvas, whiteOf } from './picture-pixels';

const grey = { height: 1, width: 2, channels: 1 } as const;

it('takes a vector of the right length for a picture, and nothing else', () => {
  expect(pictureNumbers([0, 1], grey)).toEqual([0, 1]);
  for (const value of [null, '0,1', [0], [0, 1, 1], [0, null], [0, Number.NaN]])
    expect(pictureNumbers(value, grey)).toBeNull();
});

it('shows grey as equal colours, from 0 to 1 or to 255', () => {
  expect([...toCanvas([0, 1], grey)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
  expect([...toCanvas([0, 255], grey)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
  expect([...toCanvas([1, 0, 0], { height: 1, width: 1, channels: 3 })]).toEqual([255, 0, 0, 255]);
  expect(whiteOf([0, 0.5])).toBe(1);
  expect(whiteOf(null)).toBe(1);
});

it('makes of a file what the model reads: means of areas, brightness, white below what is transparent', () => {
  const black = [0, 0, 0, 255];
  const white = [255, 255, 255, 255];
  const clear = [0, 0, 0, 0];
  const held = { width: 4, height: 1, data: [...black, ...white, ...clear, ...white] };
  expect(fromCanvas(held, grey, 1)).toEqual([0.5, 1]);
  expect(fromCanvas(held, grey, 255)).toEqual([127.5, 255]);
  const red = { width: 1, height: 1, data: [255, 0, 0, 255] };
  expect(fromCanvas(red, { height: 1, width: 1, channels: 1 }, 1)).toEqual([0.299]);
  expect(fromCanvas(red, { height: 1, width: 1, channels: 3 }, 1)).toEqual([1, 0, 0]);
});
