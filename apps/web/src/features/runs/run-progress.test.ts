import { describe, expect, it } from 'vitest';
import { dropOutdated, progressOf, takeReport } from './run-progress';

const half = { done: 150, total: 300, label: 'logloss 0.4' };
const first = takeReport(takeReport(null, { run: 'one', idx: 3, progress: half }), {
  run: 'one',
  idx: 4,
  progress: half,
});

describe('progress of a run', () => {
  it('says nothing about the steps of another run, before and after its first report', () => {
    expect(progressOf(first, 'one')[3]).toEqual(half);
    expect(progressOf(first, 'two')).toEqual({});
    const second = takeReport(first, { run: 'two', idx: 0, progress: half });
    expect(second).toEqual({ run: 'two', steps: { 0: half } });
  });

  it('begins anew with another attempt of a step and ends with it', () => {
    const known = [3, 4, 5].map((idx) => ({ idx, attempt: 1, status: 'running' }));
    const drop = (idx: number, attempt: number, status: string) =>
      Object.keys(dropOutdated(first, { run: 'one', known, changed: [{ idx, attempt, status }] })?.steps ?? {});
    expect(drop(3, 2, 'running')).toEqual(['4']);
    expect(drop(4, 1, 'succeeded')).toEqual(['3']);
    expect(drop(3, 1, 'running')).toEqual(['3', '4']);
    expect(dropOutdated(first, { run: 'one', known, changed: [{ idx: 5, attempt: 2, status: 'running' }] })).toBe(
      first,
    );
  });
});
