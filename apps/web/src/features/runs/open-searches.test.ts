import { describe, expect, it } from 'vitest';
import { openSearches } from './open-searches';

const trial = (idx: number, status: string, step = 'find') => ({ idx, status, spec: { step, trial: idx } });

describe('searches that can be stopped', () => {
  it('are those with trials at work or to come, once each', () => {
    const steps = [trial(0, 'succeeded'), trial(1, 'running'), trial(2, 'waiting'), trial(3, 'ready', 'other')];
    expect(openSearches(steps)).toEqual([
      { step: 'find', idx: 1 },
      { step: 'other', idx: 3 },
    ]);
  });

  it('are neither those whose trials have ended, nor other steps', () => {
    const fit = { idx: 5, status: 'running', spec: { step: 'fit' } };
    expect(openSearches([trial(0, 'succeeded'), trial(1, 'cached'), trial(2, 'failed'), fit])).toEqual([]);
  });
});
