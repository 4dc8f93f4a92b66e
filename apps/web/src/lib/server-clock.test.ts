import { expect, it } from 'vitest';
import { createServerClock } from './server-clock';

const at = Date.parse('2026-11-18T10:44:07Z');
const date = new Date(at).toUTCString();

it('believes the own clock as long as no answer contradicts it', () => {
  const clock = createServerClock();
  expect(clock.ahead()).toBe(0);
  clock.hear({ date, askedAt: at + 300, answeredAt: at + 400 });
  clock.hear({ date, askedAt: at - 50, answeredAt: at + 20 });
  expect(clock.ahead()).toBe(0);
});

it('is as far ahead as the answers say at least, and as far behind', () => {
  const clock = createServerClock();
  const minute = 60_000;
  clock.hear({ date, askedAt: at - minute, answeredAt: at - minute + 200 });
  expect(clock.ahead()).toBe(minute - 200);
  // A second answer, late in its second, leaves less in doubt.
  clock.hear({ date, askedAt: at - minute + 700, answeredAt: at - minute + 700 });
  expect(clock.ahead()).toBe(minute - 200);
  const behind = createServerClock();
  behind.hear({ date, askedAt: at + minute, answeredAt: at + minute + 200 });
  expect(behind.ahead()).toBe(1000 - minute);
});

it('forgets what it knew when a clock was set, and hears no header that is no date', () => {
  const clock = createServerClock();
  clock.hear({ date, askedAt: at - 60_000, answeredAt: at - 60_000 });
  clock.hear({ date, askedAt: at + 100, answeredAt: at + 200 });
  expect(clock.ahead()).toBe(0);
  clock.hear({ date: 'soon', askedAt: 0, answeredAt: 0 });
  clock.hear({ date: null, askedAt: 0, answeredAt: 0 });
  expect(clock.ahead()).toBe(0);
});
