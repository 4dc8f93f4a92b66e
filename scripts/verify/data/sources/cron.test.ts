import { expect, it } from 'vitest';
import { countStrikes, isEveryStrike } from './cron';

const run = (status: string, request: { missed?: number; alsoDue?: number } | null = null) => ({ status, request });

it('counts the strikes of runs that ended well, with those a run made up for, and those that wait', () => {
  const runs = [run('succeeded'), run('succeeded', { missed: 4 }), run('succeeded', { alsoDue: 2 }), run('failed')];
  expect(countStrikes({ runs, waiting: [] })).toBe(8);
  expect(countStrikes({ runs: [run('failed'), run('running')], waiting: [] })).toBe(0);
  expect(countStrikes({ runs: [], waiting: [{ request: { alsoDue: 1 } }, { request: null }] })).toBe(3);
});

it('refuses a strike that was lost, and one that ran twice', () => {
  expect([9, 10, 11].map((counted) => isEveryStrike(counted, 10))).toEqual([true, true, true]);
  expect([8, 12].map((counted) => isEveryStrike(counted, 10))).toEqual([false, false]);
  expect(isEveryStrike(0, 0)).toBe(false);
});
