import { describe, expect, it } from 'vitest';
import { formatBytes } from './format-bytes';
import { formatDateTime, formatDay, formatDaySecond, formatDayTime, formatRelative, formatUtc } from './format-date';
import { formatDuration, formatEstimate } from './format-duration';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [4.14, '4.1 ms'],
    [400, '400 ms'],
    [999.7, '1 s'],
    [1100, '1.1 s'],
    [9970, '10 s'],
    [52_000, '52 s'],
    [59_700, '1 min'],
    [82_000, '1 min 22 s'],
    [3_599_800, '1 h'],
    [20_880_000, '5 h 48 min'],
    [176_400_000, '2 d 1 h'],
    [-5, '0 ms'],
  ])('%d ms is %s', (value, text) => expect(formatDuration(value)).toBe(text));

  it('estimates in one unit', () => {
    expect(formatEstimate(300)).toBe('less than 1 s');
    expect(formatEstimate(50_000)).toBe('about 50 s');
    expect(formatEstimate(125_000)).toBe('about 2 min');
    expect(formatEstimate(7_300_000)).toBe('about 2 h');
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [9000, '9 kB'],
    [96_400, '96 kB'],
    [2_100_000, '2.1 MB'],
    [999_700, '1 MB'],
    [84_000_000, '84 MB'],
    [1_500_000_000_000, '1.5 TB'],
  ])('%d bytes are %s', (value, text) => expect(formatBytes(value)).toBe(text));
});

describe('dates', () => {
  const options = { now: '2026-11-20T12:00:00Z', timeZone: 'UTC' };
  it('leaves out what is the same as now', () => {
    expect(formatDaySecond('2026-11-20T10:44:07Z', options)).toBe('20 Nov 10:44:07');
    expect(formatDateTime('2026-11-20T10:44:00Z', options)).toBe('10:44');
    expect(formatDateTime('2026-09-18T10:44:00Z', options)).toBe('18 Sep 10:44');
    expect(formatDateTime('2025-11-20T10:44:00Z', options)).toBe('20 Nov 2025 10:44');
    expect(formatDay('2025-03-01T00:00:00Z', options)).toBe('1 Mar 2025');
  });
  it('uses the zone asked for', () => {
    expect(formatDay('2026-11-18T23:30:00Z', { ...options, timeZone: 'Europe/Berlin' })).toBe('19 Nov');
  });
  it('says the day of today, too, where two moments make a span', () => {
    expect(formatDayTime('2026-11-20T10:44:00Z', options)).toBe('20 Nov 10:44');
    expect(formatDayTime('2025-11-20T10:44:00Z', options)).toBe('20 Nov 2025 10:44');
    expect(formatDayTime('2026-11-01T23:30Z', { ...options, timeZone: 'Europe/Berlin' })).toBe('2 Nov 00:30');
    expect(formatDayTime('soon', options)).toBe('–');
  });
  it.each([
    ['2026-11-20T11:59:59.500Z', 'now'],
    ['2026-11-20T11:59:58Z', '2 s ago'],
    ['2026-11-20T11:51:00Z', '9 min ago'],
    ['2026-11-20T10:00:00Z', '2 h ago'],
    ['2026-11-17T11:00:00Z', '3 d ago'],
    ['2026-11-23T12:00:00Z', 'in 3 d'],
    ['2026-11-01T12:00:00Z', '1 Nov'],
  ])('%s is %s', (value, text) => expect(formatRelative(value, options)).toBe(text));
  it('is unambiguous in UTC and silent about nonsense', () => {
    expect(formatUtc('2026-11-18T10:44:07Z')).toBe('2026-11-18 10:44:07 UTC');
    expect(formatUtc('soon')).toBe('–');
    expect(formatRelative('soon', options)).toBe('–');
  });
});
