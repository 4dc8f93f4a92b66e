import { expect, it } from 'vitest';
import { replayWords, timeInUtc, withReplayTimes } from './time-in-utc';

it.each([
  ['2026-11-02T08:30:00.000Z', '2026-11-02 08:30 UTC'],
  ['2026-11-02T08:30:07.250Z', '2026-11-02 08:30:07 UTC'],
  ['2026-11-02T00:30:00+01:00', '2026-11-01 23:30 UTC'],
])('%s is %s', (time, text) => expect(timeInUtc(time)).toBe(text));

it('says the times of a replay in other words, and leaves whatever else a sentence holds', () => {
  const iso = (time: string) => `<${time}>`;
  const said = replayWords({ rows: '2,004 rows', from: '2026-11-02T00:30:00+01:00', to: '2026-11-20T10:00:07Z' });
  expect(said).toBe('Landed 2,004 rows again, of 2026-11-01 23:30 UTC to 2026-11-20 10:00:07 UTC.');
  expect(withReplayTimes(said, iso)).toBe('Landed 2,004 rows again, of <2026-11-01T23:30Z> to <2026-11-20T10:00:07Z>.');
  const before = 'Landed 1 row again, of 2025-07-01T00:00:00.000Z to 2025-07-02T00:00:00.000Z.';
  expect(withReplayTimes(before, iso)).toBe('Landed 1 row again, of <2025-07-01T00:00:00Z> to <2025-07-02T00:00:00Z>.');
  const named = 'In quarantine, 3 rows: the column “2026-11-01 23:30 UTC” is new.';
  expect(withReplayTimes(named, iso)).toBe(named);
});
