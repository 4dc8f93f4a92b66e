import { expect, it } from 'vitest';
import { percentText, shareText } from './percent';

it('writes per cent without a space, and no more digits than are asked for', () => {
  expect([5, 0.1, 100 / 3, 12_345].map((percent) => percentText(percent))).toEqual(['5%', '0.1%', '33.33%', '12,345%']);
  expect(percentText(-12.4, 0)).toBe('\u221212%');
});

it('writes shares, and tells a little from nothing', () => {
  expect([0, 0.0004, 0.0005, 0.617, 0.61, 1].map((share) => shareText(share))).toEqual([
    ...['0%', '<0.1%', '0.1%', '61.7%', '61%', '100%'],
  ]);
  expect(shareText(0.00004, 2)).toBe('<0.01%');
});
