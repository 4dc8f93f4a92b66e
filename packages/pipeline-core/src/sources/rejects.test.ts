import { expect, it } from 'vitest';
import { countRejects, rejectWords } from './rejects';

const line = (at: number) => ({ line: at, reason: 'too many cells', text: 'a,b,c' });
const cell = (at: number) => ({ line: at, reason: 'no number', text: 'x', column: 'price' });
const many = (count: number, make: (at: number) => object) => Array.from({ length: count }, (_, at) => make(at));

it('tells lines from cells, also where the lists are cut', () => {
  const counts = (rejected: number, ...rejects: object[]) =>
    countRejects({ rejected, rejects: JSON.parse(JSON.stringify(rejects)) });
  expect(counts(3, line(1), cell(2), cell(2))).toEqual({ lines: 1, cells: 2 });
  expect(counts(5000, ...many(3, line), ...many(1000, cell))).toEqual({ lines: 3, cells: 4997 });
  expect(counts(5000, ...many(1000, line), ...many(7, cell))).toEqual({ lines: 4993, cells: 7 });
  expect(counts(0)).toEqual({ lines: 0, cells: 0 });
});

it('says them in words', () => {
  expect(rejectWords({ lines: 1, cells: 0 })).toBe('1 line is left out');
  expect(rejectWords({ lines: 1200, cells: 1 })).toBe(
    '1,200 lines are left out, 1 cell does not fit its column and is missing',
  );
  expect(rejectWords({ lines: 0, cells: 2 })).toBe('2 cells do not fit their columns and are missing');
  expect(rejectWords({ lines: 0, cells: 0 })).toBe('');
});
