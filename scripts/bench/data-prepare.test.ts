import { describe, expect, it } from 'vitest';
import { judgeChain, judgePreparing, judgePreviews } from './data-prepare';

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

const previewed = (o: { sort?: number; chain?: number }) => ({
  times: [
    { what: 'filter-rows', ms: 20, rows: 200 },
    { what: 'sort-rows', ms: o.sort ?? 100, rows: 200 },
  ],
  allColumns: { what: 'vectorise-text with all of its columns', ms: 410, rows: 200 },
  chain: { what: 'a chain of 12', ms: o.chain ?? 350, rows: 9000 },
  peakMegabytes: null,
});

it('holds the slowest kind of step of each round against the bar of a preview', () => {
  expect(judgePreviews(1000, [previewed({ sort: 290 }), previewed({ sort: 250 })])).toMatchObject({
    verdict: 'pass',
    ours: { max: 290 },
    note: 'slowest: sort-rows; vectorise-text with all of its columns: 410 ms',
    details: { medians: { 'filter-rows': 20, 'sort-rows': 270 } },
  });
  const short = judgePreviews(1000, [previewed({ sort: 310 }), previewed({ sort: 320 })]);
  expect(short).toMatchObject({ verdict: 'short', bar: '<= 300 ms' });
});

it('holds the last of a chain that has not run against a bar of its own', () => {
  const chain = judgeChain(1000, [previewed({ chain: 350 }), previewed({ chain: 410 })]);
  expect(chain).toMatchObject({ verdict: 'pass', bar: '<= 1000 ms', ours: { max: 410 }, note: '9,000 rows come out' });
  expect(chain.claim).toContain('the last step of a chain of 12, none of which has run');
  expect(judgeChain(1000, [previewed({ chain: 1200 })])).toMatchObject({ verdict: 'short' });
});
