import { beforeAll, expect, it } from 'vitest';
import type { PlainTable } from '../plain-table';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { drawPair } from './draw-pair';

const session = scratchSession(scratchFolder('draw-pair'));
const table: PlainTable = {
  relation: 'rides',
  rows: 6000,
  split: false,
  columns: [
    { name: 'hr', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
    { name: 'season', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
    { name: 'month', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
    { name: 'registered', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
    { name: 'age', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
    { name: 'cnt', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
  ],
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

beforeAll(() =>
  session.run(`CREATE TABLE rides AS SELECT i AS __row, i % 24 AS hr, 1 + i % 4 AS season, 1 + i % 12 AS month,
    (i * 7919) % 877 AS registered, (i * 104729) % 33 AS age, ((i * 7919) % 877) * 1.234 + i % 7 AS cnt FROM range(6000) t(i)`),
);

it('draws a box for each value of a number that has few, in their order', async () => {
  const { picture, types } = await drawPair(session, table, { a: 'hr', b: 'cnt' });
  expect(types).toEqual({ a: 'integer', b: 'number' });
  if (picture.kind !== 'boxes') throw new Error(picture.kind);
  expect([picture.of, picture.others]).toEqual(['b', 0]);
  expect(picture.boxes.map(({ label }) => label)).toEqual(range(0, 23));
  const turned = await drawPair(session, table, { a: 'cnt', b: 'hr' });
  expect(turned.picture).toMatchObject({ kind: 'boxes', of: 'a' });
});

it('counts two numbers of few values, in their order', async () => {
  const { picture } = await drawPair(session, table, { a: 'season', b: 'month' });
  expect(picture).toMatchObject({ kind: 'counts', rows: range(1, 4), columns: range(1, 12) });
});

it('ends the axes of a cloud at round figures that hold all rows but those far out', async () => {
  const { picture } = await drawPair(session, table, { a: 'registered', b: 'cnt' });
  if (picture.kind !== 'hexagons') throw new Error(picture.kind);
  expect(picture.xDomain).toEqual([0, 876]);
  expect(picture.yDomain.map((end) => end / 10).every(Number.isInteger)).toBe(true);
  expect(picture.outside).toBe(0);
});

it('leaves no stripes of whole numbers in a cloud, and draws the same one every time', async () => {
  const pair = { a: 'registered', b: 'age' };
  const { picture } = await drawPair(session, table, pair);
  if (picture.kind !== 'hexagons') throw new Error(picture.kind);
  expect(picture.outside).toBe(0);
  // 33 ages in 25 rows: of ages that are equally frequent every row of hexagons has about as many.
  const rows = new Map<number, number>();
  for (const [, y, count] of picture.cells) rows.set(y, (rows.get(y) ?? 0) + count);
  const inner = [...rows].filter(([y]) => y > 0.05 && y < 0.95).map(([, count]) => count);
  expect(Math.max(...inner) / Math.min(...inner)).toBeLessThan(1.15);
  expect((await drawPair(session, table, pair)).picture).toEqual(picture);
});
