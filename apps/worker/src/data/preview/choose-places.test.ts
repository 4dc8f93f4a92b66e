import { describe, expect, it } from 'vitest';
import { choosePlaces } from './choose-places';

const sizes = (runs: readonly { from: number; to: number }[]) => runs.map(({ from, to }) => to - from);

describe('choosePlaces', () => {
  it('begins each run where a row group begins, as far apart as the table is long', () => {
    const runs = choosePlaces({ groups: Array.from({ length: 82 }, () => 122_880), rows: 10_000, places: 20 });
    expect(runs).toHaveLength(20);
    expect(new Set(sizes(runs))).toEqual(new Set([500]));
    expect(runs.every(({ from }) => from % 122_880 === 0)).toBe(true);
    expect(runs.slice(0, 3).map(({ from }) => from / 122_880)).toEqual([0, 4, 8]);
    expect(runs.at(-1)?.from).toBe(77 * 122_880);
  });

  it('takes every row once at most, also where there are fewer groups than places', () => {
    for (const groups of [[30_000], [11, 9_990, 1], [5_000, 5_001], [122_880, 122_880, 3]]) {
      const runs = choosePlaces({ groups, rows: 10_000, places: 20 });
      const of = groups.reduce((sum, rows) => sum + rows, 0);
      expect(sizes(runs).reduce((sum, rows) => sum + rows, 0)).toBe(10_000);
      for (const [at, { from, to }] of runs.entries()) {
        expect(from).toBeGreaterThanOrEqual(runs[at - 1]?.to ?? 0);
        expect(to).toBeLessThanOrEqual(of);
      }
    }
  });

  it('takes a small table whole', () => {
    expect(choosePlaces({ groups: [7, 2], rows: 10, places: 20 })).toEqual([{ from: 0, to: 9 }]);
  });
});
