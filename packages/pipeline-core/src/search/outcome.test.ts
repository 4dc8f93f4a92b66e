import { describe, expect, it } from 'vitest';
import { bestOutcomes, type TrialOutcome } from './outcome';
import { bestFirst } from './trial';

const done = (number: number, value: number, more: Partial<TrialOutcome> = {}): TrialOutcome => ({
  ...{ v: 1, number, round: 0, params: {}, trainer: 'mlp', state: 'done', ...more },
  judged: { name: 'auc', value, rows: 10 },
});
const stopped = { trials: 5, step: 12 };
const numbers = (trials: readonly { number: number }[]) => trials.map(({ number }) => number);

describe('the best of the trials', () => {
  it('comes first, of equal ones the earlier', () => {
    expect(numbers(bestOutcomes([done(0, 0.8), done(2, 0.9), done(1, 0.9)]))).toEqual([1, 2, 0]);
  });

  it('is never one that was stopped early, while there is a whole one', () => {
    const early = done(1, 0.9, { stopped });
    expect(numbers(bestOutcomes([early, done(0, 0.8)]))).toEqual([0, 1]);
    expect(numbers(bestOutcomes([early]))).toEqual([1]);
  });

  it('has the least of a metric of which less is better', () => {
    const trials = [
      { number: 0, metric: 3 },
      { number: 1, metric: 2, stopped },
      { number: 2, metric: null },
      { number: 3, metric: 4, stopped: null },
    ];
    expect(numbers(bestFirst(trials, 'least'))).toEqual([0, 3, 2, 1]);
  });

  it('is none that failed', () => {
    expect(bestOutcomes([done(0, 0.5, { state: 'failed' })])).toEqual([]);
  });
});
