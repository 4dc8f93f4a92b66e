import type { GoldenRow } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { fakeAnswer, fakeRelease } from '../../testing/fake-release';
import { smokeTest } from './smoke-test';

const golden: GoldenRow[] = [
  { input: { age: 41, city: 'Oslo' }, output: [0.25, 0.75], label: null },
  { input: { age: 20, city: 'Bern' }, output: [0.75, 0.25], label: null },
];
const signal = new AbortController().signal;

/** Every answer takes what `takes` says, on a clock of its own. */
function run(takes: (asked: number) => number, rows = golden) {
  let clock = 0;
  let asked = 0;
  const release = fakeRelease(1, (row) => {
    clock += takes(asked);
    asked += 1;
    return fakeAnswer(Number(row.age) >= 40 ? 'yes' : 'no');
  });
  return smokeTest({ release, golden: rows, coldStartMs: 7, now: () => clock, signal });
}

describe('smoke test', () => {
  it('takes its 99th percentile from 1,000 warm answers', async () => {
    // The two golden rows first, cold; then one of 50 answers is slow.
    const smoke = await run((asked) => (asked < 2 ? 900 : asked % 50 === 0 ? 20 : 1));
    expect(smoke).toEqual({
      ...{ rows: 2, largestDifference: 0, rounding: 1e-9 },
      ...{ coldStartMs: 7, samples: 1_000, p99Micros: 20_000 },
    });
    expect(await run((asked) => (asked % 200 === 0 ? 20 : 1))).toMatchObject({ p99Micros: 1_000 });
  });

  it('does not go on for ever with a slow model', async () => {
    expect(await run(() => 1_000)).toMatchObject({ samples: 30, p99Micros: 1_000_000 });
  });

  it('asks golden rows for a minute, and says how many are left', async () => {
    const many = Array.from({ length: 100 }, (_, at) => golden[at % 2] ?? { input: {}, output: [], label: null });
    expect(await run(() => 6_000, many)).toMatchObject({ rows: 10, unasked: 90, largestDifference: 0 });
  });

  it('measures how far answers are from those of the batch', async () => {
    expect(await run(() => 1, [{ input: { age: 41 }, output: [0.3, 0.7], label: null }])).toMatchObject({
      largestDifference: expect.closeTo(0.05, 12),
    });
  });

  it('has nothing to say without golden rows', async () => {
    expect(await run(() => 1, [])).toMatchObject({ rows: 0, samples: 0 });
  });
});
