import { describe, expect, it } from 'vitest';
import { encodeRegisters } from './distinct-sketch';
import { digestSlices } from './quantile-sketch';
import { sharedBins } from './shared-bins';
import type { ColumnSketch } from './table-sketch';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** A sketch as it is kept of a scale: with every value where there are few. */
function sketchOf(type: ColumnSketch['type'], values: readonly number[]): ColumnSketch {
  const sorted = [...values].sort((x, y) => x - y);
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  const top = [...counts].map(([value, count]) => ({
    value: Number.isInteger(value) ? `${value}.0` : `${value}`,
    count,
  }));
  const slices = digestSlices();
  return {
    ...{ name: 'x', type, present: sorted.length, missing: 0, min: sorted[0] ?? null, max: sorted.at(-1) ?? null },
    ...{ mean: 0, m2: 0, distinct: encodeRegisters([]) },
    quantiles: {
      means: slices.map(({ at }) => sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0),
      weights: slices.map(({ width }) => width * sorted.length),
    },
    top: top.length > 120 ? null : { values: top.sort((x, y) => y.count - x.count), floor: 0 },
  };
}

function scaleOf(a: ColumnSketch, b: ColumnSketch) {
  const bins = sharedBins(a, b);
  if (bins?.kind !== 'scale') throw new Error('not a scale');
  return bins;
}

describe('bars of two batches', () => {
  it('begin at the first value and end at the last', () => {
    const rows = sketchOf('integer', range(1, 17_379));
    const { edges, step } = scaleOf(rows, sketchOf('integer', range(13_380, 17_379)));
    expect([edges[0], edges.at(-1), step]).toEqual([0.5, 17_379.5, 1]);
  });

  it('are one for each of few values, counted exactly', () => {
    const hours = range(0, 23).flatMap((hour) => new Array<number>(hour + 1).fill(hour));
    const bins = scaleOf(sketchOf('integer', hours), sketchOf('integer', [3, 3, 5]));
    expect(bins.a).toEqual(range(1, 24));
    expect(bins.b.map((count, at) => [at, count]).filter(([, count]) => count !== 0)).toEqual([
      [3, 2],
      [5, 1],
    ]);
  });

  it('have equally many rows where values have', () => {
    const { a } = scaleOf(sketchOf('integer', range(1, 17_400)), sketchOf('integer', range(1, 17_400)));
    for (const count of a.slice(0, -1)) expect(Math.abs(count / (a[0] ?? 1) - 1)).toBeLessThan(0.02);
  });

  it('lie on the steps of both', () => {
    const bins = scaleOf(
      sketchOf(
        'number',
        range(1, 50).map((at) => at / 50),
      ),
      sketchOf(
        'number',
        range(10, 55).map((at) => at / 50),
      ),
    );
    expect(bins.a).toEqual([...new Array(50).fill(1), ...new Array(5).fill(0)]);
    expect(bins.b).toEqual([...new Array(9).fill(0), ...new Array(46).fill(1)]);
  });

  it('leave out what lies far beyond', () => {
    const values = Array.from({ length: 2000 }, (_, at) => Math.sqrt(at));
    const { edges } = scaleOf(sketchOf('number', values), sketchOf('number', [...values, 9000]));
    expect(edges[0]).toBe(0);
    expect(edges.at(-1)).toBeLessThan(50);
  });

  it('of up to ten numbers are named, in their order', () => {
    const bins = sharedBins(sketchOf('integer', [3, 3, 3, 1, 2, 2]), sketchOf('integer', [10, 2]));
    expect(bins).toEqual({ kind: 'values', labels: ['1', '2', '3', '10'], a: [1, 2, 3, 0], b: [0, 1, 0, 1] });
  });
});
