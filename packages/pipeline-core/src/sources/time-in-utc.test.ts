import { expect, it } from 'vitest';
import { timeInUtc } from './time-in-utc';

it.each([
  ['2026-11-02T08:30:00.000Z', '2026-11-02 08:30 UTC'],
  ['2026-11-02T08:30:07.250Z', '2026-11-02 08:30:07 UTC'],
  ['2026-11-02T00:30:00+01:00', '2026-11-01 23:30 UTC'],
])('%s is %s', (time, text) => expect(timeInUtc(time)).toBe(text));
