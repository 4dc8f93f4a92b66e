import { describe, expect, it } from 'vitest';
import { countInBars, gridEdges, histogramRange, placesOf, valueStep } from './value-grid';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the step of values', () => {
  it.each([
    ['months', range(1, 12), 1],
    ['tens', [0, 10, 30, 100], 10],
    ['no two neighbours', [0, 2, 5], 1],
    ['fiftieths', range(1, 50).map((at) => at / 50), 0.02],
  ])('is found: %s', (_case, values, step) => {
    expect(valueStep(values)).toBeCloseTo(step, 9);
  });

  it('is found for values that were rounded', () => {
    const speeds = [0, ...range(6, 57)].map((speed) => Number((speed / 67).toFixed(4)));
    expect(placesOf({ first: 0, last: speeds.at(-1)!, step: valueStep(speeds)! })).toBe(58);
  });

  it.each([
    ['one value', [3]],
    ['none', []],
    ['no grid', [0, 0.1, 0.137, 0.9, 1.734]],
    ['no end', [0, 1, Number.POSITIVE_INFINITY]],
  ])('is null: %s', (_case, values) => {
    expect(valueStep(values)).toBeNull();
  });
});

describe('bars on a grid', () => {
  it('give each of few values its own', () => {
    const edges = gridEdges({ first: 0, last: 23, step: 1 });
    expect(edges).toEqual(range(0, 24).map((at) => at - 0.5));
    expect(histogramRange({ edges, step: 1 })).toEqual([0, 23]);
  });

  it.each([74, 89, 101, 731, 977, 17_379, 1_000_003])(
    'hold equally many of %i values, the last hardly fewer',
    (places) => {
      const edges = gridEdges({ first: 1, last: places, step: 1 });
      const widths = edges.slice(1).map((edge, at) => edge - edges[at]!);
      expect(widths.length).toBeGreaterThanOrEqual(15);
      expect(widths.length).toBeLessThanOrEqual(40);
      expect(new Set(widths.slice(0, -1)).size).toBe(1);
      expect(widths.at(-1)! / widths[0]!).toBeGreaterThan(0.6);
      expect(edges.every((edge) => !Number.isInteger(edge))).toBe(true);
      expect(histogramRange({ edges, step: 1 })).toEqual([1, places]);
    },
  );

  it('hold two values on the average where most places have none, and one each where few are bare', () => {
    const speeds = { first: 0, last: 57, step: 1 };
    const widths = (used: number) => gridEdges({ ...speeds, used }).slice(0, 2);
    expect(widths(30)).toEqual([-0.5, 3.5]);
    expect(widths(50)).toEqual([-0.5, 0.5]);
    expect(gridEdges({ first: 0, last: 9, step: 1, used: 2 })).toHaveLength(11);
    expect(gridEdges({ ...speeds, used: 2 }).length).toBeGreaterThan(5);
  });

  it('count values, and what lies beyond them', () => {
    const values = [-5, 1, 2, 3, 3, 999].map((value) => ({ value, count: 2 }));
    expect(countInBars(values, [0.5, 1.5, 2.5, 3.5])).toEqual({ counts: [2, 2, 4], outside: 4 });
    expect(countInBars([{ value: 2, count: 1 }], [0, 1, 2])).toEqual({ counts: [0, 1], outside: 0 });
  });
});
