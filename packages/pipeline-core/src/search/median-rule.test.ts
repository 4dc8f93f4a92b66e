import { describe, expect, it } from 'vitest';
import { isHeldOutCurve, medianStop, stoppedWords, type WholeCurve } from './median-rule';

/** Whole trials that had come to these losses by the step that is asked about, and went on to step 90. */
const whole = (...losses: (number | null)[]): WholeCurve[] => losses.map((best) => ({ best, last: 90 }));

describe('the median rule', () => {
  it('stops a trial that is worse than the median of the whole ones at its step', () => {
    const others = whole(0.5, 0.1, 0.4, 0.2, 0.3);
    expect(medianStop({ step: 40, best: 0.31 }, others)).toEqual({ trials: 5, step: 40 });
    expect(medianStop({ step: 40, best: 0.3 }, others)).toBeNull();
    expect(medianStop({ step: 40, best: 0.29 }, others)).toBeNull();
  });

  it('has the mean of the two in the middle as the median of an even number', () => {
    const others = whole(0.1, 0.2, 0.3, 0.5, 0.6, 0.7);
    expect(medianStop({ step: 40, best: 0.41 }, others)).toEqual({ trials: 6, step: 40 });
    expect(medianStop({ step: 40, best: 0.4 }, others)).toBeNull();
  });

  it('waits for five whole trials that have a value at the step', () => {
    expect(medianStop({ step: 40, best: 9 }, [])).toBeNull();
    expect(medianStop({ step: 40, best: 9 }, whole(0.1, 0.2, 0.3, 0.4))).toBeNull();
    expect(medianStop({ step: 40, best: 9 }, whole(0.1, 0.2, 0.3, 0.4, null))).toBeNull();
    expect(medianStop({ step: 40, best: 9 }, whole(0.1, 0.2, 0.3, 0.4, null, 0.5))).toEqual({ trials: 5, step: 40 });
  });

  it('lets a trial be for a third of the median length of the others', () => {
    const others = whole(0.1, 0.2, 0.3, 0.4, 0.5);
    expect(medianStop({ step: 29, best: 9 }, others)).toBeNull();
    expect(medianStop({ step: 30, best: 9 }, others)).toEqual({ trials: 5, step: 30 });
  });

  it('goes by losses on rows that are not learned from', () => {
    const series = ['validation log loss', 'validation squared error of folds', 'error rate on rows left out'];
    expect(series.map(isHeldOutCurve)).toEqual([true, true, true]);
    expect(['train log loss', 'inertia', 'log loss'].map(isHeldOutCurve)).toEqual([false, false, false]);
  });

  it('says what it found', () => {
    expect(stoppedWords({ trials: 7, step: 40 })).toBe('stopped early: worse than the median of 7 trials at step 40');
  });
});
