import { describe, expect, it } from 'vitest';
import {
  formatCompact,
  formatCount,
  formatDelta,
  formatFixed,
  formatFixedDelta,
  formatNumber,
  formatPercent,
  formatShape,
} from './format-number';

describe('formatNumber', () => {
  it('groups thousands, drops trailing zeros and uses a true minus', () => {
    expect(formatNumber(12431)).toBe('12,431');
    expect(formatNumber(0.5)).toBe('0.5');
    expect(formatNumber(-3.456)).toBe('−3.46');
  });
  it('says nothing for what is not a number', () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(formatNumber(value)).toBe('–');
  });
});

describe('formatFixed', () => {
  it('has no sign where nothing is left after rounding', () => {
    expect(formatFixed(-0.0001)).toBe('0.000');
    expect(formatFixed(-0.0006)).toBe('−0.001');
    expect(formatNumber(-0.001)).toBe('0');
  });
});

describe('formatCompact', () => {
  it.each([
    [12431, '12.4k'],
    [1_200_000, '1.2M'],
    [950, '950'],
    [0, '0'],
    [-12431, '−12.4k'],
    [3_240_000_000, '3.24B'],
    [1_700_000_000_000, '1.7T'],
    [-1.234e18, '−1.23e18'],
    [999.9e12, '1e15'],
    [0.25, '0.25'],
  ])('%d is %s', (value, text) => expect(formatCompact(value)).toBe(text));

  it('moves to the next suffix before rounding could show 1,000 of the smaller one', () => {
    expect(formatCompact(999_600)).toBe('1M');
    expect(formatCompact(999.6)).toBe('1k');
    expect(formatCompact(999)).toBe('999');
  });
});

describe('shares, differences, shapes', () => {
  it('keeps a small share from reading as none', () => {
    expect(formatPercent(0.617)).toBe('61.7%');
    expect(formatPercent(0.61)).toBe('61%');
    expect(formatPercent(0.0001)).toBe('<0.1%');
    expect(formatPercent(0)).toBe('0%');
  });
  it('signs differences, and never signs a zero', () => {
    expect(formatDelta(0.011)).toBe('+0.011');
    expect(formatDelta(-3)).toBe('−3');
    expect(formatDelta(0)).toBe('0');
    expect(formatDelta(-0.0001)).toBe('0');
    expect(formatDelta(0.0001)).toBe('0');
    expect([0.06, -0.1426, 0, 0.0001].map((gap) => formatFixedDelta(gap))).toEqual([
      '+0.060',
      '−0.143',
      '0.000',
      '0.000',
    ]);
  });
  it('keeps digits in columns', () => expect(formatFixed(0.85)).toBe('0.850'));
  it('names rows and columns', () => expect(formatShape(12431, 18)).toBe('12.4k × 18'));
  it('counts with the right noun', () => {
    expect(formatCount(1, 'row')).toBe('1 row');
    expect(formatCount(1200, 'row')).toBe('1,200 rows');
    expect(formatCount(2, 'branch', 'branches')).toBe('2 branches');
  });
});
