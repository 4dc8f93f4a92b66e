import { describe, expect, it } from 'vitest';
import { idleSlot } from './idle-slot';

const trial = { number: 3, trainer: 'trees' };
const round = (...numbers: number[]) => ({
  v: 1,
  round: 0,
  metric: 'auto',
  trials: numbers.map((number) => ({ number, params: {} })),
});

describe('a trial with nothing to do', () => {
  it('is one for which its round has no proposal: always so', () => {
    const idle = idleSlot(trial, { round: round(0, 1), deadline: undefined, now: 5 });
    expect(idle).toMatchObject({ repeats: true, outcome: { number: 3, state: 'skipped', judged: null } });
    expect(idleSlot(trial, { round: round(3), deadline: undefined, now: 5 })).toBeNull();
    const told = idleSlot(trial, { round: { ...round(), reason: 'no column holds images' }, deadline: null, now: 5 });
    expect(told?.outcome).toMatchObject({ state: 'skipped', reason: 'no column holds images' });
  });

  it('is one that would begin when the time is up: another time it may be fitted', () => {
    const deadline = { v: 1, at: 10 };
    expect(idleSlot(trial, { round: round(3), deadline, now: 10 })).toMatchObject({
      repeats: false,
      outcome: { why: 'time' },
    });
    expect(idleSlot(trial, { round: round(3), deadline, now: 9 })).toBeNull();
  });

  it('is not told from a proposal that cannot be read here', () => {
    expect(idleSlot(trial, { round: null, deadline: undefined, now: 5 })).toBeNull();
  });
});
