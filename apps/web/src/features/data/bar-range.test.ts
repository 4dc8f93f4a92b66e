import { expect, it } from 'vitest';
import { barRange, withRange } from './bar-range';

const edges = [0, 3.33333333, 6.66666666, 10];

it('rounds ends outward, a hundredth of a bar at most', () => {
  expect(barRange({ edges }, { type: 'number', first: 1, last: 1 })).toEqual(['3.33', '6.67']);
  expect(barRange({ edges }, { type: 'number', first: 0, last: 2 })).toEqual(['0', '10']);
});

it('gives whole numbers that lie in the bars', () => {
  expect(barRange({ edges }, { type: 'integer', first: 1, last: 1 })).toEqual(['4', '6']);
});

it('leaves a whole number at an edge to the bar that begins there, and to the last bar its end', () => {
  const tens = { edges: [0, 10, 20] };
  expect(barRange(tens, { type: 'integer', first: 0, last: 0 })).toEqual(['0', '9']);
  expect(barRange(tens, { type: 'integer', first: 1, last: 1 })).toEqual(['10', '20']);
  expect(barRange(tens, { type: 'integer', first: 0, last: 1 })).toEqual(['0', '20']);
});

it('has no range where no whole number lies in the bars', () => {
  const narrow = { edges: [0, 0.4, 0.8, 1.2] };
  expect(barRange(narrow, { type: 'integer', first: 1, last: 1 })).toBeNull();
  expect(barRange(narrow, { type: 'integer', first: 1, last: 2 })).toEqual(['1', '1']);
});

it('gives days and times as they are typed', () => {
  const days = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 11, 12), Date.UTC(2024, 1, 1)];
  expect(barRange({ edges: days }, { type: 'date', first: 0, last: 0 })).toEqual(['2024-01-01', '2024-01-11']);
  expect(barRange({ edges: days }, { type: 'timestamp', first: 1, last: 1 })).toEqual([
    '2024-01-11T12:00:00Z',
    '2024-02-01T00:00:00Z',
  ]);
});

it('gives the values of bars that lie around them', () => {
  const hours = { edges: [-0.5, 0.5, 1.5, 2.5], step: 1 };
  expect(barRange(hours, { type: 'integer', first: 1, last: 1 })).toEqual(['1', '1']);
  expect(barRange(hours, { type: 'integer', first: 0, last: 2 })).toEqual(['0', '2']);
  const half = 12 * 3_600_000;
  const days = { edges: [1, 8, 15].map((day) => Date.UTC(2024, 0, day) - half), step: 2 * half };
  expect(barRange(days, { type: 'date', first: 0, last: 0 })).toEqual(['2024-01-01', '2024-01-07']);
});

it('takes the place of earlier bounds of the same column only', () => {
  const before = [
    { column: 'a', op: 'at-least' as const, value: '1' },
    { column: 'a', op: 'is-not' as const, value: '5' },
    { column: 'b', op: 'at-most' as const, value: '2' },
  ];
  expect(withRange(before, { column: 'a', range: ['3', '4'] })).toEqual([
    before[1],
    before[2],
    { column: 'a', op: 'at-least', value: '3' },
    { column: 'a', op: 'at-most', value: '4' },
  ]);
});
