import { expect, it } from 'vitest';
import { pieceSize, piecesOf, rowsInView, runRowHeight } from './row-span';

it('draws what is seen of 50,000 rows, and fetches no more than that', () => {
  const count = 50_000;
  expect(rowsInView({ top: 0, height: 0, count: 0 })).toEqual({ first: 0, end: 0 });
  const deep = rowsInView({ top: 30_000 * runRowHeight, height: 600, count });
  expect(deep.first).toBeLessThan(30_000);
  expect(deep.end - deep.first).toBeLessThan(50);
  const last = rowsInView({ top: count * runRowHeight, height: 600, count });
  expect(last.end).toBe(count);
  const ids = Array.from({ length: count }, (_, at) => String(at));
  const pieces = piecesOf(ids, [deep]);
  expect(pieces.flat()).toContain('30000');
  expect(pieces.length).toBeLessThanOrEqual(2);
  expect(pieces[0]?.[0]).toBe(String(Math.floor(deep.first / pieceSize) * pieceSize));
  expect(piecesOf(['a', 'b'], [{ first: 0, end: 2 }])).toEqual([['a', 'b']]);
  expect(
    piecesOf(ids, [
      { first: 5, end: 6 },
      { first: 250, end: 301 },
      { first: 7, end: 7 },
    ]),
  ).toHaveLength(3);
});
