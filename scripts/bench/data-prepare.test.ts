import { describe, expect, it } from 'vitest';
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

describe('the steps of ours', () => {
  const step = { type: 'filter-rows', runMs: 90, storeMs: 10, cpuMs: 100, isTwice: false };
  const judged = (told: { parts: Record<string, number>; isTwice?: boolean }) => {
    const ours = rounds(110).map((round) => ({ ...round, steps: [{ ...step, ...told }] }));
    return judgePreparing(1000, { ours, each: rounds(100), last: rounds(50) })[0];
  };

  it('are told by their parts, with those that were written twice', () => {
    const parts = { open: 1, learn: 30, make: 20, splice: 9, write: 30, put: 10 };
    const each = judged({ parts, isTwice: true });
    expect(each?.note).toContain('; results written twice: filter-rows');
    expect(each?.details).toMatchObject({ steps: [{ parts }] });
    expect(judged({ parts })?.note).toContain('; results written twice: none');
  });

  it('hide nothing of their work', () => {
    expect(() => judged({ parts: { write: 40, put: 10 } })).toThrow('the parts of filter-rows are 50 ms of 100 ms');
  });
});

it('holds the slowest kind of step of each round against the bar of a preview', () => {
  const round = (sort: number) => ({
    times: [
      { what: 'filter-rows', ms: 20, rows: 200 },
      { what: 'sort-rows', ms: sort, rows: 200 },
    ],
    chain: { what: 'a chain of 12', ms: 350, rows: 200 },
    peakMegabytes: null,
  });
  expect(judgePreviews(1000, [round(290), round(250)])).toMatchObject({
    verdict: 'pass',
    ours: { max: 290 },
    note: 'slowest: sort-rows; a chain of 12, none of which has run: 350 ms',
    details: { medians: { 'filter-rows': 20, 'sort-rows': 270 } },
  });
  expect(judgePreviews(1000, [round(310), round(320)])).toMatchObject({ verdict: 'short', bar: '<= 300 ms' });
});
