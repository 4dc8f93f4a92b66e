import { expect, it } from 'vitest';
import { judgePreparing, judgePreviews } from './data-prepare';

const rounds = (ms: number, digest = 'a') =>
  [1, 2].map(() => ({ ms, cpuMs: ms, bytes: 10, root: '/tmp', digest, peakMegabytes: null, previews: [5] }));

it('holds twelve steps against SQL that keeps each result and against one statement, under the same bar', () => {
  const [each, last] = judgePreparing(1000, { ours: rounds(110), each: rounds(100), last: rounds(50) });
  expect(each).toMatchObject({ verdict: 'pass', bar: '<= 1.15x SQL that keeps each result' });
  expect(each?.claim).toContain('every result kept on both sides');
  expect(last).toMatchObject({ verdict: 'short', bar: '<= 1.15x one SQL statement', ratio: { median: 2.2 } });
  expect(last?.claim).toContain('12-step pipeline against one hand-written SQL');
});

it('measures nothing where the sides differ', () => {
  const sides = { ours: rounds(1), each: rounds(1), last: rounds(1, 'b') };
  expect(() => judgePreparing(10, sides)).toThrow('the sides differ: a and b');
});

it('holds the slowest kind of step of each round against the bar of a preview', () => {
  const round = (sort: number) => ({
    times: [
      { what: 'filter-rows', ms: 20, rows: 200 },
      { what: 'sort-rows', ms: sort, rows: 200 },
    ],
    peakMegabytes: null,
  });
  expect(judgePreviews(1000, [round(290), round(250)])).toMatchObject({
    verdict: 'pass',
    ours: { max: 290 },
    note: 'slowest: sort-rows',
    details: { medians: { 'filter-rows': 20, 'sort-rows': 270 } },
  });
  expect(judgePreviews(1000, [round(310), round(320)])).toMatchObject({ verdict: 'short', bar: '<= 300 ms' });
});
