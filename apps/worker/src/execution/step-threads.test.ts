import { describe, expect, it } from 'vitest';
import { stepThreads, threadShare } from './step-threads';

describe('the threads of a step', () => {
  const cores = 16;

  it('are the share of its slot, whatever runs beside it', () => {
    for (const running of [1, 4, 15]) expect(stepThreads({ team: false }, { cores, share: 1, running })).toBe(1);
    expect(stepThreads(undefined, { cores, share: 2, running: 1 })).toBe(2);
  });

  it('are both cores of a small machine for a step that is alone, else about one', () => {
    const shares = [
      [1, 1],
      [2, 2],
      [2, 1],
      [4, 4],
      [16, 16],
      [16, 4],
    ].map(([of, slots]) => threadShare(of!, slots!));
    expect(shares).toEqual([1, 2, 2, 1, 1, 5]);
  });

  it('are all that the steps beside it leave, for a team', () => {
    const threads = [1, 2, 3, 5, 16, 40].map((running) => stepThreads({ team: true }, { cores, share: 1, running }));
    expect(threads).toEqual([16, 8, 5, 3, 1, 1]);
    expect(stepThreads({ team: true }, { cores: 2, share: 2, running: 0 })).toBe(2);
  });
});
