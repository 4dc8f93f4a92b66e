import { expect, it } from 'vitest';
import { createBlockSize } from './block-size';

const rows = (count: number, until?: number) =>
  Array.from({ length: count }, () => (until === undefined ? { row: {} } : { row: {}, until }));

it('a block has twice the rows of the one before at most, and no more than there are', () => {
  const size = createBlockSize(() => 0);
  expect(size.next(rows(64))).toBe(2);
  size.took(1, 2);
  expect(size.next(rows(64))).toBe(4);
  size.took(1, 4);
  expect(size.next(rows(3))).toBe(3);
});

it('a block has as many rows as are sure to be made in half of the time of the row that has least left', () => {
  const size = createBlockSize(() => 1_000);
  size.took(80, 8);
  expect(size.next([...rows(3), ...rows(1, 1_080), ...rows(12, 1_200)])).toBe(4);
  // What has no time left is asked alone.
  expect(size.next(rows(16, 1_001))).toBe(1);
  // Those that are in no hurry may be as many as before, and again.
  expect(size.next(rows(64))).toBe(16);
});
