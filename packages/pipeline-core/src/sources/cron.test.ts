import { describe, expect, it } from 'vitest';
import { cronProblem, cronTimesBetween, nextCronTime } from './cron';

const next = (cron: string, zone: string, after: string) =>
  nextCronTime(cron, zone, new Date(after))?.toISOString() ?? null;

describe('the next time of a clock', () => {
  it.each([
    ['* * * * *', 'UTC', '2026-03-01T10:00:00Z', '2026-03-01T10:01:00.000Z'],
    ['*/15 * * * *', 'UTC', '2026-03-01T10:46:00Z', '2026-03-01T11:00:00.000Z'],
    ['0 6 * * 1-5', 'UTC', '2026-03-06T06:00:00Z', '2026-03-09T06:00:00.000Z'], // Friday to Monday
    ['0 6 * * mon', 'UTC', '2026-03-09T06:00:00Z', '2026-03-16T06:00:00.000Z'],
    ['30 22 31 * *', 'UTC', '2026-01-31T22:30:00Z', '2026-03-31T22:30:00.000Z'],
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 12 1 * 0', 'UTC', '2026-03-02T00:00:00Z', '2026-03-08T12:00:00.000Z'], // the first, or any Sunday
    ['0 12 1 * 7', 'UTC', '2026-03-02T00:00:00Z', '2026-03-08T12:00:00.000Z'],
    ['0 6 * * *', 'Europe/Berlin', '2026-03-28T05:00:00Z', '2026-03-29T04:00:00.000Z'], // summer time began at 2:00
    ['0 6 * * *', 'America/New_York', '2026-07-01T12:00:00Z', '2026-07-02T10:00:00.000Z'],
  ])('%s in %s after %s', (cron, zone, after, wanted) => expect(next(cron, zone, after)).toBe(wanted));

  it('strikes once where the clocks jump forward and once where they go back', () => {
    const berlin = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
    const days = (from: string, to: string) => cronTimesBetween(berlin, { from: new Date(from), to: new Date(to) });
    expect(days('2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toBe(3);
    expect(days('2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z')).toBe(3);
  });

  it('counts no further than asked', () => {
    const span = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z'), most: 7 };
    expect(cronTimesBetween({ cron: '* * * * *', timeZone: 'UTC' }, span)).toBe(7);
  });
});

describe('what is wrong with a clock', () => {
  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '5-1 * * * *',
    '*/0 * * * *',
    'a * * * *',
  ])('%j', (cron) => {
    expect(cronProblem(cron, 'UTC')).toContain('five parts');
    expect(nextCronTime(cron, 'UTC', new Date(0))).toBeNull();
  });
  it('is a zone nobody knows, or a day that never comes', () => {
    expect(cronProblem('0 6 * * *', 'Europe/Nowhere')).toContain('no time zone');
    expect(cronProblem('0 0 31 2 *', 'UTC')).toContain('never strikes');
    expect(cronProblem('0 6 * * 1-5', 'Europe/Berlin')).toBeNull();
  });
});
