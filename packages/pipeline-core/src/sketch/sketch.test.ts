import { describe, expect, it } from 'vitest';
import { digestSlices, mergeQuantiles, quantileOf, shareBelow } from './quantile-sketch';
import { mergeTop, topLimit } from './top-values';

/** A digest as an engine lays it: the value in the middle of each slice. */
function digestOf(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const slices = digestSlices();
  return {
    means: slices.map(({ at }) => sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0),
    weights: slices.map(({ width }) => width * sorted.length),
  };
}

const low = Array.from({ length: 5000 }, (_, at) => (at * 7919) % 5000);
const high = Array.from({ length: 15_000 }, (_, at) => 3000 + ((at * 104_729) % 15_000) ** 1.2);
const bounds = { min: 0, max: Math.max(...high) };

describe('mergeQuantiles', () => {
  it('gives the ranks of all values within 1.6 %, also after many merges', () => {
    const parts = [0, 1, 2, 3, 4, 5, 6, 7].map((part) => high.filter((_, at) => at % 8 === part));
    const merged = parts.map(digestOf).reduce(mergeQuantiles, digestOf(low));
    const all = [...low, ...high];
    expect(merged.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(all.length, 3);
    expect(merged.means.length).toBeLessThan(220);
    for (const share of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) {
      const value = quantileOf(merged, bounds, share);
      const rank = all.filter((x) => x <= value).length / all.length;
      expect(Math.abs(rank - share)).toBeLessThan(0.016);
      expect(shareBelow(merged, bounds, value)).toBeCloseTo(share, 6);
    }
  });

  it('keeps the order of what it is given: nothing merged with nothing is nothing', () => {
    expect(mergeQuantiles({ means: [], weights: [] }, { means: [], weights: [] })).toEqual({ means: [], weights: [] });
  });
});

describe('mergeTop', () => {
  it('adds what both list and keeps what one did not list within the floor', () => {
    const merged = mergeTop(
      { values: [{ value: 'a', count: 9 }], floor: 2 },
      {
        values: [
          { value: 'a', count: 1 },
          { value: 'b', count: 5 },
        ],
        floor: 0,
      },
    );
    expect(merged).toEqual({
      values: [
        { value: 'a', count: 10 },
        { value: 'b', count: 5 },
      ],
      floor: 2,
    });
  });

  it('raises the floor by what it has to drop', () => {
    const many = (letter: string) => ({
      values: Array.from({ length: topLimit }, (_, at) => ({ value: `${letter}${at}`, count: 300 - at })),
      floor: 0,
    });
    const merged = mergeTop(many('a'), many('b'));
    expect(merged.values).toHaveLength(topLimit);
    expect(merged.floor).toBe(200);
  });
});
