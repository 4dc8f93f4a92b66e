import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import {
  autocorrelations,
  fillGaps,
  findGrid,
  possibleSeasons,
  regularSeries,
  repeatsAfter,
  stepInWords,
  stepOf,
} from './index';

const DAY = 86_400_000;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY;
const days = (...texts: string[]) => Float64Array.from(texts, day);
const options = { unit: 'day', duplicates: 'mean' } as const;

describe('the steps of a series', () => {
  it('are calendar months where each time is the same day, or one of the last days, of its month', () => {
    const first = findGrid(days('2023-11-01', '2023-12-01', '2024-02-01'), 'day');
    expect(first).toEqual({ unit: 'day', every: 'months', months: 1, start: day('2023-11-01') });
    const ends = findGrid(days('2023-12-31', '2024-03-31', '2024-06-30'), 'day');
    expect(ends).toMatchObject({ every: 'months', months: 3 });
    expect(ends === null ? '' : stepInWords(ends)).toBe('quarter');
    expect(findGrid(days('2024-01-01', '2025-01-01'), 'day')).toMatchObject({ every: 'months', months: 12 });
  });

  it('are the most frequent distance everywhere else', () => {
    const grid = findGrid(days('2024-01-01', '2024-01-08', '2024-01-15', '2024-02-05'), 'day');
    expect(grid).toEqual({ unit: 'day', every: 'units', step: 7, start: day('2024-01-01') });
    expect(grid === null ? '' : stepInWords(grid)).toBe('week');
    const minutes = findGrid(Float64Array.of(0, 300_000, 600_000, 1_500_000), 'millisecond');
    expect(minutes === null ? '' : stepInWords(minutes)).toBe('5 minutes');
    expect(findGrid(Float64Array.of(1949, 1950, 1951), 'number')).toMatchObject({ every: 'units', step: 1 });
    expect(findGrid(Float64Array.of(3), 'number')).toBeNull();
  });

  it('are counted across years and from before the start, whatever hair a fraction is off', () => {
    const months = { unit: 'day', every: 'months', months: 1, start: day('2023-11-30') } as const;
    expect(stepOf(months, day('2024-02-29'))).toBe(3);
    expect(stepOf(months, day('2023-10-31'))).toBe(-1);
    const tenths = { unit: 'number', every: 'units', step: 0.1, start: 0 } as const;
    expect(stepOf(tenths, 0.1 + 0.2)).toBe(3);
    expect(stepOf(tenths, 0.7)).toBe(7);
    expect(stepOf(tenths, -0.05)).toBe(-1);
  });
});

describe('times and values on equal steps', () => {
  it('come in order, with gaps, and with values of one step put together by the rule', () => {
    const times = days('2024-01-04', '2024-01-01', '2024-01-02', '2024-01-02', '2024-01-05');
    const values = Float64Array.of(4, 1, 2, 6, 5);
    const expected = { mean: 4, sum: 8, last: 6 } as const;
    for (const duplicates of ['mean', 'sum', 'last'] as const) {
      const found = regularSeries(times, values, { unit: 'day', duplicates });
      expect(found).toMatchObject({ gaps: 1, duplicates: 1 });
      const made = 'values' in found ? [...found.values] : [];
      expect(made).toEqual([1, expected[duplicates], Number.NaN, 4, 5]);
    }
    expect(regularSeries(times, values, { unit: 'day', duplicates: 'refuse' })).toMatchObject({
      problem: 'duplicates',
      at: day('2024-01-02'),
    });
  });

  it('are refused where there are too few, or so far apart that the steps would be nearly empty', () => {
    expect(regularSeries(days('2024-01-01', '2024-01-01'), Float64Array.of(1, 2), options)).toEqual({
      problem: 'too-few',
      times: 1,
    });
    const far = Float64Array.of(0, 1, 1e12, 3e12);
    expect(regularSeries(far, Float64Array.of(1, 2, 3, 4), { unit: 'number', duplicates: 'mean' })).toMatchObject({
      problem: 'sparse',
    });
  });

  it('are filled on a straight line, with 0 or with the last value', () => {
    const values = Float64Array.of(Number.NaN, 2, Number.NaN, Number.NaN, 8, Number.NaN);
    expect([...fillGaps(values, 'bridge')]).toEqual([2, 2, 4, 6, 8, 8]);
    expect([...fillGaps(values, 'zero')]).toEqual([0, 2, 0, 0, 8, 0]);
    expect([...fillGaps(values, 'last')]).toEqual([2, 2, 2, 2, 8, 8]);
  });
});

describe('seasons', () => {
  it('that may be are the cycles of the calendar', () => {
    const hour = { unit: 'millisecond', every: 'units', step: 3_600_000, start: 0 } as const;
    expect(possibleSeasons(hour)).toEqual([24, 168]);
    expect(possibleSeasons({ unit: 'day', every: 'units', step: 1, start: 0 })).toEqual([7]);
    expect(possibleSeasons({ unit: 'day', every: 'months', months: 1, start: 0 })).toEqual([12]);
    expect(possibleSeasons({ unit: 'day', every: 'months', months: 12, start: 0 })).toEqual([]);
    expect(possibleSeasons({ unit: 'number', every: 'units', step: 1, start: 0 })).toEqual([]);
  });

  it('are seen in values that repeat, and seldom in noise or a walk', () => {
    const random = createRandom(2);
    const season = [3, 0, -2, 5, 1, -4, -3];
    const weekly = Float64Array.from({ length: 140 }, (_, at) => at / 10 + season[at % 7]! + random.normal());
    expect(repeatsAfter(weekly, 7)).toBe(true);
    expect(repeatsAfter(weekly.subarray(0, 20), 7)).toBe(false);
    let found = 0;
    for (let walk = 0; walk < 100; walk++) {
      let place = 0;
      const steps = Float64Array.from({ length: 140 }, () => {
        place += random.normal();
        return place;
      });
      if (repeatsAfter(steps, 7)) found++;
    }
    expect(found).toBeLessThan(15);
  });

  it('have the autocorrelations of the pairs that are there', () => {
    const values = Float64Array.of(1, -1, 1, -1, Number.NaN, -1, 1, -1);
    const [first = 0, second = 0] = autocorrelations(values, 2);
    expect(first).toBeLessThan(-0.5);
    expect(second).toBeGreaterThan(0.3);
  });
});
