import { describe, expect, it } from 'vitest';
import { settingImportance } from './importance';
import type { SearchSpace } from './space';
import { search } from './testing/known-functions';
import type { Trial } from './trial';

const space: SearchSpace = {
  much: { real: [0, 1] },
  some: { real: [1e-4, 1], log: true },
  nothing: { int: [1, 50] },
};
const at = (params: Trial['params']) => 10 * Number(params.much) + Math.log10(Number(params.some));
const history = search({ space, at }, { method: { method: 'random' }, seed: 6, trials: 80, round: 8 });
const shares = (trials: readonly Trial[], goal: 'least' | 'most' = 'least') =>
  settingImportance({ space, history: trials, goal, seed: 1 });

describe('the importance of settings', () => {
  it('is what each changes by itself, the largest first', () => {
    const found = shares(history);
    expect(found.map(({ name }) => name)).toEqual(['much', 'some', 'nothing']);
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(found[0]?.share).toBeGreaterThan(0.6);
    expect(found[2]?.share).toBeLessThan(0.1);
  });

  it('is the same for whichever goal, in whatever order, and with trials that failed', () => {
    expect(shares([...history].reverse())).toEqual(shares(history));
    const negated = history.map((trial) => ({ ...trial, metric: -(trial.metric ?? 0) }));
    expect(shares(negated, 'most')).toEqual(shares(history));
    const failed = { number: 200, params: { much: 0.5, some: 0.1, nothing: 3 }, metric: null };
    expect(shares([...history, failed])).toEqual(shares(history));
  });

  it('is not told of few trials, and is nothing where all came out the same', () => {
    expect(shares(history.slice(0, 9))).toEqual([]);
    const same = history.map((trial) => ({ ...trial, metric: 1 }));
    expect(shares(same).map(({ share }) => share)).toEqual([0, 0, 0]);
  });

  it('weighs a setting that only some trials have by how many have it', () => {
    const kinds: SearchSpace = {
      kind: { choice: ['a', 'b', 'c', 'd'] },
      width: { real: [0, 1], when: { param: 'kind', is: ['a'] } },
      // Without it each kind but one has a single trial: none is made twice.
      nothing: { real: [0, 1] },
    };
    const cost = (params: Trial['params']) => (params.kind === 'a' ? Number(params.width) : 3);
    const trials = search({ space: kinds, at: cost }, { method: { method: 'random' }, seed: 2, trials: 80, round: 8 });
    const found = settingImportance({ space: kinds, history: trials, goal: 'least', seed: 1 });
    expect(found.map(({ name }) => name)).toEqual(['kind', 'width', 'nothing']);
    expect(found[1]?.share).toBeLessThan(0.25);
    expect(found[1]?.share).toBeGreaterThan(2 * (found[2]?.share ?? 0));
  });
});
