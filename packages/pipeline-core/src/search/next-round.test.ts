import { describe, expect, it } from 'vitest';
import { isGuided, proposeRound, roundSize } from './next-round';
import { goalOf, historyOf, type TrialOutcome } from './outcome';
import type { SearchSpace } from './space';

const space: SearchSpace = { depth: { int: [1, 8] }, rate: { real: [0.01, 1], log: true } };
const question = { space, method: { method: 'random' }, goal: 'most', seed: 3, history: [], count: 4 } as const;

describe('a round of a search', () => {
  it('numbers its trials by their slots, also where a round before had fewer than it has slots', () => {
    const first = proposeRound({ ...question, first: 0 });
    expect(first.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    const history = first.slice(0, 2).map((trial) => ({ ...trial, metric: null }));
    const next = proposeRound({ ...question, history, first: 4 });
    expect(next.map(({ number }) => number)).toEqual([4, 5, 6, 7]);
    const seen = new Set(history.map(({ params }) => JSON.stringify(params)));
    expect(next.some(({ params }) => seen.has(JSON.stringify(params)))).toBe(false);
  });

  it('begins with the settings that were asked for, and proposes them to no other trial', () => {
    const start = { depth: 3, rate: 0.1 };
    const first = proposeRound({ ...question, start, first: 8 });
    expect(first.map(({ number }) => number)).toEqual([8, 9, 10, 11]);
    expect(first[0]?.params).toEqual(start);
    expect(proposeRound({ ...question, start, first: 8, count: 1 })).toEqual([{ number: 8, params: start }]);
    const one: SearchSpace = { depth: { choice: [3] } };
    expect(proposeRound({ ...question, space: one, start: { depth: 3 }, first: 0 })).toHaveLength(1);
  });

  it('never takes a number twice', () => {
    const history = [{ number: 4, params: {}, metric: 1 }];
    expect(() => proposeRound({ ...question, history, first: 4 })).toThrow('proposed before');
  });

  it('is long where nothing is learned from it, and short where the next one is guided by it', () => {
    expect([isGuided('random'), isGuided('tpe')]).toEqual([false, true]);
    expect([roundSize('random', 200), roundSize('grid', 9)]).toEqual([32, 9]);
    expect([roundSize('tpe', 200), roundSize('tpe', 20), roundSize('tpe', 2)]).toEqual([20, 4, 2]);
  });
});

describe('outcomes', () => {
  const done: TrialOutcome = {
    v: 1,
    number: 1,
    round: 0,
    params: { depth: 2 },
    trainer: 'trees',
    state: 'done',
    judged: { name: 'rmse', value: 0.5, rows: 10 },
  };
  const failed: TrialOutcome = { ...done, number: 2, state: 'failed', judged: null };
  const skipped: TrialOutcome = { ...done, number: 3, state: 'skipped', params: {}, judged: null };

  it('are the history of the next round, without the slots that had nothing to do', () => {
    expect(historyOf([done, failed, skipped])).toEqual([
      { number: 1, params: { depth: 2 }, metric: 0.5 },
      { number: 2, params: { depth: 2 }, metric: null },
    ]);
  });

  it('tell which way is better by the metric they were judged by', () => {
    expect(goalOf([failed, done])).toBe('least');
    expect(goalOf([{ ...done, judged: { name: 'auc', value: 0.5, rows: 10 } }])).toBe('most');
    expect(goalOf([])).toBe('most');
  });
});
