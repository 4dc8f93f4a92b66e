import { describe, expect, it } from 'vitest';
import { workerCounts, workerName, workersOfTrials } from './spread-lines';

const workers = new Map([
  [1, 'a · 1'],
  [2, 'b · 2'],
  [3, 'b · 2'],
]);

describe('where folds and trials ran', () => {
  it('is told by machine and process, as far as it is known', () => {
    expect(workerName({ host: 'a', process: 1 })).toBe('a · 1');
    expect(workerName({ host: 'a', process: null })).toBe('a');
    expect(workerCounts([1, 2, 3, 4], workers)).toBe('2 on b · 2, 1 on a · 1');
    expect(workerCounts([4], workers)).toBe('');
  });

  it('is told of each trial where several workers had some', () => {
    const step = (idx: number, trial?: number) => ({ idx, spec: { step: 'find', trial } });
    const trials = [step(0), step(1, 0), step(2, 1), step(4, 2)];
    expect([...workersOfTrials(trials, { step: 'find', workers })]).toEqual([
      [0, 'a · 1'],
      [1, 'b · 2'],
    ]);
    expect(workersOfTrials(trials, { step: 'other', workers }).size).toBe(0);
    expect(workersOfTrials(trials.slice(0, 2), { step: 'find', workers }).size).toBe(0);
  });
});
