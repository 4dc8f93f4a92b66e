import { describe, expect, it } from 'vitest';
import { tickFormatter } from './axis-props';
import { downsample } from './downsample';
import { mergeSeries } from './merge-series';
import { seriesTable } from './series-table';
import { spreadLabels } from './spread-labels';
import { niceTicks, showsSeconds, tickDigits, timeTicks, wholeTicks } from './ticks';

describe('ticks', () => {
  it('covers the range with round steps', () => {
    expect(niceTicks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(niceTicks(0.1, 0.72)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(niceTicks(0, 12_431, 3)).toEqual([0, 5000, 10_000, 15_000]);
    expect(niceTicks(5, 5).length).toBeGreaterThan(1);
    expect(niceTicks(Number.NaN, 1)).toEqual([]);
  });
  it('tells ticks apart, and their labels, however many digits they share', () => {
    const at = 1_700_000_000_000_000;
    expect(niceTicks(at + 1, at + 11).map((tick) => tick - at)).toEqual([0, 2.5, 5, 7.5, 10, 12.5]);
    expect(niceTicks(0, 4e15)).toEqual([0, 1e15, 2e15, 3e15, 4e15]);
    const labels = (ticks: number[]) => ticks.map(tickFormatter(ticks));
    expect(labels([12_000_000, 12_005_000])).toEqual(['12,000,000', '12,005,000']);
    expect(labels([1e15, 2e15])).toEqual(['1e15', '2e15']);
    expect(labels([0, 20_000])).toEqual(['0', '20k']);
  });
  it('stands on whole numbers where things are counted', () => {
    expect(wholeTicks(1, 2)).toEqual([1, 2]);
    expect(wholeTicks(1, 10)).toEqual([1, 4, 7, 10]);
    expect(wholeTicks(3, 3)).toEqual([3]);
    expect(wholeTicks(0, 200)).toEqual([0, 50, 100, 150, 200]);
    expect(wholeTicks(Number.POSITIVE_INFINITY, 1)).toEqual([]);
  });
  it('shows the digits that tell ticks apart', () => {
    expect(tickDigits([0, 0.25])).toBe(2);
    expect(tickDigits([0, 5])).toBe(0);
    expect(tickDigits([0, 1e-7])).toBe(7);
  });
  it('shows seconds where ticks lie within a minute', () => {
    const from = Date.UTC(2026, 10, 26, 16, 3);
    expect(showsSeconds(timeTicks(from, from + 60_000))).toBe(true);
    expect(showsSeconds(timeTicks(from, from + 10 * 60_000))).toBe(false);
    expect(showsSeconds([from])).toBe(false);
  });
  it('puts days at local midnight', () => {
    const from = Date.UTC(2026, 10, 1, 5);
    const ticks = timeTicks(from, from + 4 * 86_400_000, { offset: 3_600_000 });
    expect(ticks.map((tick) => new Date(tick).getUTCHours())).toEqual([23, 23, 23, 23]);
  });
});

describe('mergeSeries', () => {
  it('keeps the order of points that share an x and draws on after a gap', () => {
    const { rows, segments } = mergeSeries([
      {
        id: 'roc',
        label: 'ROC',
        points: [
          { x: 0, y: 0 },
          { x: 0, y: 0.4 },
          { x: 1, y: 1 },
        ],
      },
      {
        id: 'gap',
        label: 'Gap',
        points: [
          { x: 0, y: 5 },
          { x: 1, y: null },
          { x: 2, y: 6 },
        ],
      },
    ]);
    expect(segments.map(({ key }) => key)).toEqual(['s0_0', 's1_0', 's1_1']);
    expect(rows).toEqual([
      { x: 0, s0_0: 0, s1_0: 5 },
      { x: 0, s0_0: 0.4 },
      { x: 1, s0_0: 1 },
      { x: 2, s1_1: 6 },
    ]);
  });
});

describe('seriesTable', () => {
  it('gives each series a column, with its interval', () => {
    const table = seriesTable({
      xName: 'epoch',
      formatX: (x) => x,
      series: [
        { id: 'a', label: 'a', points: [{ x: 2, y: 4, low: 3, high: 5 }] },
        { id: 'b', label: 'b', points: [{ x: 1, y: 9 }] },
      ],
    });
    expect(table.columns.map(({ label }) => label)).toEqual(['epoch', 'a', 'a low', 'a high', 'b']);
    expect(table.rows).toEqual([
      [1, null, null, null, 9],
      [2, 4, 3, 5, null],
    ]);
  });
});

describe('downsample', () => {
  it('keeps the ends and a lone peak, in order', () => {
    const points = Array.from({ length: 12_000 }, (_, x) => ({ x, y: x === 7321 ? 100 : Math.sin(x / 50) }));
    const kept = downsample(points);
    expect(kept).toHaveLength(1000);
    expect(kept[0]?.x).toBe(0);
    expect(kept.at(-1)?.x).toBe(11_999);
    expect(kept.some(({ y }) => y === 100)).toBe(true);
    expect(kept.every(({ x }, index) => index === 0 || x > (kept[index - 1]?.x ?? 0))).toBe(true);
  });
  it('leaves short lines alone', () => {
    const points = [{ x: 0, y: 1 }];
    expect(downsample(points)).toBe(points);
  });
});

describe('spreadLabels', () => {
  it('moves neighbours apart, keeps their order and stays inside', () => {
    expect(spreadLabels([50, 52], { gap: 15, low: 0, high: 100 })).toEqual([50, 65]);
    expect(spreadLabels([99, 98], { gap: 15, low: 0, high: 100 })).toEqual([100, 85]);
    expect(spreadLabels([10, 80], { gap: 15, low: 0, high: 100 })).toEqual([10, 80]);
  });
});
