import { expect, it } from 'vitest';
import { judgeLanding } from './data-land';

const rounds = (ms: number) => [1, 2].map(() => ({ ms, cpuMs: ms, peakMegabytes: 100, bytes: 10 }));

it('holds a landing against a peer that writes the same version of the format, and only tells the other', () => {
  const judged = (peer: number, older: number) =>
    judgeLanding({ size: '3 rows', ours: rounds(140), peer: rounds(peer), older: rounds(older), profileMs: 5 })[0];
  expect(judged(120, 60)).toMatchObject({ verdict: 'pass', peer: { name: 'DuckDB by hand, Parquet v2', median: 120 } });
  expect(judged(120, 60)?.note).toContain('by hand as Parquet v1: 60 ms');
  expect(judged(100, 200)).toMatchObject({ verdict: 'short' });
});
