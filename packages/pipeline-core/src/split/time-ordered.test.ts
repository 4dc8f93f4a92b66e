import { expect, it } from 'vitest';
import { timeOrderedSplit } from './time-ordered';

const ratios = { train: 0.6, validation: 0.2, test: 0.2 };

it('puts early rows into train and late ones into test, whatever the order of the table', () => {
  const times = Float64Array.from([9, 0, 8, 1, 7, 2, 6, 3, 5, 4]);
  expect([...timeOrderedSplit({ times, ratios })]).toEqual([2, 0, 2, 0, 1, 0, 1, 0, 0, 0]);
});

it('never cuts a moment apart: the cut moves to the nearest change', () => {
  const times = Float64Array.from([1, 1, 2, 2, 2, 2, 2, 3, 3, 4]);
  const assigned = timeOrderedSplit({ times, ratios });
  for (const time of new Set(times)) {
    const parts = new Set([...assigned].filter((_, row) => times[row] === time));
    expect(parts.size).toBe(1);
  }
  expect([...assigned]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
});

it('keeps one moment for everything together', () => {
  expect([...timeOrderedSplit({ times: new Float64Array(10).fill(5), ratios })]).toEqual(new Array(10).fill(0));
});

it('leaves out the gap after each part and rows without a time', () => {
  const times = Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, Number.NaN]);
  expect([...timeOrderedSplit({ times, ratios, gap: 1 })]).toEqual([0, 0, 0, 0, 0, 0, 3, 1, 3, 2, 3]);
});
