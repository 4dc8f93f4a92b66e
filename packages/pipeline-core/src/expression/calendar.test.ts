import { describe, expect, it } from 'vitest';
import {
  civil,
  dayMs,
  daysFromCivil,
  isoDate,
  isoTimestamp,
  isoWeek,
  maxDay,
  minDay,
  readIsoTimestamp,
  weekday,
} from './calendar';

describe('calendar', () => {
  it('agrees with the platform on every 97th day of the years 1 to 9999', () => {
    for (let day = minDay; day <= maxDay; day += 97) {
      const date = new Date(day * dayMs);
      const { year, month, day: dayOfMonth } = civil(day);
      expect([year, month, dayOfMonth]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysFromCivil(year, month, dayOfMonth)).toBe(day);
      expect(weekday(day) % 7).toBe(date.getUTCDay());
    }
  });

  it('writes and reads ISO times', () => {
    expect(isoDate(minDay)).toBe('0001-01-01');
    expect(isoDate(maxDay)).toBe('9999-12-31');
    expect(isoTimestamp(-1)).toBe('1969-12-31T23:59:59.999Z');
    expect(readIsoTimestamp('2024-02-29T12:00:00.1239+02:00')).toBe(Date.UTC(2024, 1, 29, 10, 0, 0, 123));
    expect(readIsoTimestamp('2024-02-29T24:00:00Z')).toBeNaN();
    expect(readIsoTimestamp('0001-01-01T00:00:00+01:00')).toBeNaN();
  });

  it('counts ISO weeks', () => {
    expect(isoWeek(daysFromCivil(2021, 1, 3))).toEqual({ year: 2020, week: 53 });
    expect(isoWeek(daysFromCivil(2024, 12, 30))).toEqual({ year: 2025, week: 1 });
  });
});
