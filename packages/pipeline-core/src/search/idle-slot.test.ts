import { describe, expect, it } from 'vitest';
import { isTimeUp, unaskedTrial } from './idle-slot';

const trial = { number: 3, trainer: 'trees' };
const round = (...numbers: number[]) => ({
  v: 1,
  round: 0,
  metric: 'auto',
  trials: numbers.map((number) => ({ number, params: {} })),
});

describe('a trial with nothing to do', () => {
  it('is one for which its round has no proposal', () => {
    expect(unaskedTrial(trial, round(0, 1))).toMatchObject({ number: 3, state: 'skipped', judged: null });
    expect(unaskedTrial(trial, round(3))).toBeNull();
    const told = unaskedTrial(trial, { ...round(), reason: 'no column holds images' });
    expect(told).toMatchObject({ state: 'skipped', reason: 'no column holds images' });
  });

  it('is not told from a proposal that cannot be read here', () => {
    expect(unaskedTrial(trial, null)).toBeNull();
  });
});

it('the time of a search is up at its deadline, and never without one', () => {
  const deadline = { v: 1, at: 10 };
  expect([9, 10].map((now) => isTimeUp(deadline, now))).toEqual([false, true]);
  expect(isTimeUp(undefined, 10)).toBe(false);
});
