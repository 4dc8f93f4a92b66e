import { metricLabel } from '@millrace/pipeline-core/metrics';
import type { StepStatus } from '@millrace/pipeline-core/run';
import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { describe, expect, it } from 'vitest';
import { splitCopies, stateOfCopies } from './fold-runs';
import { searchOf, searchProgress } from './search-runs';

const trial = (number: number, status: StepStatus) => ({
  idx: number + 1,
  status,
  spec: { step: 'find', type: 'trees', trial: number },
});
const proposal = {
  idx: 0,
  status: 'succeeded' as const,
  spec: { step: 'find', type: 'search-propose', inside: 'round 0' },
};
const decide = { idx: 9, status: 'waiting' as const, spec: { step: 'find', type: 'search', trial: undefined } };
const outcome = (number: number, value: number | null): TrialOutcome => ({
  v: 1,
  number,
  round: 0,
  params: {},
  trainer: 'trees',
  state: value === null ? 'failed' : 'done',
  judged: value === null ? null : { name: 'rmse', value, rows: 9 },
});
const made = (number: number, value: number | null) => ({
  idx: number + 1,
  port: 'trial',
  artifact: { inline: outcome(number, value) },
});

describe('a search on the canvas', () => {
  const trials = [trial(0, 'succeeded'), trial(1, 'cached'), trial(2, 'succeeded'), trial(3, 'running')];
  const outputs = [made(0, 0.5), made(1, 0.3), made(2, null)];

  it('is one step: the copy that decides, running while its trials do', () => {
    const copies = [proposal, ...trials, decide];
    expect(splitCopies(copies).whole?.idx).toBe(9);
    expect(splitCopies(copies).folds).toEqual([]);
    expect(stateOfCopies(copies)).toBe('running');
  });

  it('tells how many trials are done, how many of them failed, and the best so far', () => {
    const search = searchOf([proposal, ...trials, decide], outputs);
    expect(search).toEqual({
      done: 3,
      total: 4,
      atMost: false,
      failed: 1,
      skipped: 0,
      best: { metric: 'rmse', value: 0.3 },
      until: null,
    });
    const progress = search === undefined ? undefined : searchProgress(search, metricLabel);
    expect(progress).toEqual({ done: 3, total: 4, metrics: { 'Best RMSE': 0.3 } });
  });

  it('tells until when trials begin, where there is a limit', () => {
    const clock = { idx: 0, port: 'deadline', artifact: { inline: { v: 1, at: 1234 } } };
    expect(searchOf([proposal, ...trials, decide], [...outputs, clock])?.until).toBe(1234);
  });

  it('has no best before a trial was judged, and other steps have none of this', () => {
    expect(searchOf(trials, [])?.best).toBeNull();
    expect(searchOf([decide], outputs)).toBeUndefined();
  });
});
