import { expect, it } from 'vitest';
import { timeLeftWords } from './time-left';

it('counts down, and says what the end of the time means while there is a model and while there is none', () => {
  expect(timeLeftWords({ until: 90_000, now: 0, done: 0 })).toBe('1 min 30 s left for new trials.');
  expect(timeLeftWords({ until: 0, now: 0, done: 2 })).toBe('The time is up: what has not ended is stopped.');
  expect(timeLeftWords({ until: 0, now: 5, done: 0 })).toContain('the first that is done ends the search');
});
