import type { StepStatus } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { unfittedWords } from './trial-counts';
import { trialsSentence, trialsSoFar } from './trials-so-far';

const trial = (idx: number, status: StepStatus) => ({
  idx,
  status,
  spec: { step: 'find', title: 'Find', type: 'decision-tree', trial: idx },
});
const outcome = (idx: number, more: object) => ({
  idx,
  port: 'trial',
  artifact: {
    inline: { v: 1, number: idx, round: 0, params: { maxDepth: 4 }, trainer: 'decision-tree', judged: null, ...more },
  },
});
const judged = (value: number) => ({ state: 'done', judged: { name: 'rmse', value, rows: 10 } });

describe('the trials of a search at work', () => {
  const stepRuns = [
    trial(0, 'succeeded'),
    trial(1, 'cached'),
    trial(2, 'running'),
    trial(3, 'succeeded'),
    trial(4, 'ready'),
  ];
  const outputs = [
    outcome(0, { ...judged(3), stopped: { trials: 5, step: 40 } }),
    outcome(1, judged(2)),
    outcome(3, { state: 'skipped', params: {}, why: 'time' }),
    { idx: 4, port: 'deadline', artifact: { inline: { v: 1, at: 5000 } } },
  ];

  it('stand with the best first, what is at work last, and how many of all have ended', () => {
    const found = trialsSoFar({ stepRuns, outputs }, 'find');
    expect(found?.lines.map(({ number, rank, figure, state }) => [number, rank, figure, state])).toEqual([
      [1, 1, 2, 'best'],
      [0, 2, 3, 'stopped'],
      [2, null, null, 'running'],
    ]);
    expect(found?.lines[0]).toMatchObject({ settings: '', allSettings: 'deepest level 4', reason: '' });
    expect(found?.lines[1]?.reason).toBe('stopped early: worse than the median of 5 trials at step 40');
    expect(found).toMatchObject({ metric: 'rmse', total: 5, done: 3, fitted: 2, until: 5000, choosing: false });
    expect(found === null ? '' : trialsSentence(found)).toBe(
      'Best RMSE 2.000. 3 of 5 trials have ended. 1 did not begin: the time was up.',
    );
  });

  it('that failed with the same error stand in one line, which knows each of them', () => {
    const error = { code: 'bad-parameter', message: 'Too few rows.' };
    const failed = [5, 6, 7].map((idx) => outcome(idx, { state: 'failed', error }));
    const other = outcome(8, { state: 'failed', error: { ...error, message: 'Another.' } });
    const steps = [...stepRuns, ...[5, 6, 7, 8].map((idx) => trial(idx, 'succeeded'))];
    const found = trialsSoFar({ stepRuns: steps, outputs: [...outputs, ...failed, other] }, 'find');
    const lines = found?.lines.filter(({ state }) => state === 'failed');
    expect(lines?.map(({ reason, alike }) => [reason, alike?.map(({ number }) => number)])).toEqual([
      ['Too few rows.', [5, 6, 7]],
      ['Another.', undefined],
    ]);
    expect(lines?.[0]?.alike?.[0]?.words).toMatch(/: deepest level 4$/);
  });

  it('are counted without those of kinds that do not suit, which is known when each kind has told', () => {
    const other = (idx: number, status: StepStatus) => ({
      ...trial(idx, status),
      spec: { ...trial(idx, status).spec, type: 'image-cnn' },
    });
    const steps = [trial(0, 'succeeded'), trial(1, 'ready'), other(2, 'succeeded'), other(3, 'waiting')];
    const unsuited = outcome(2, { state: 'skipped', trainer: 'image-cnn', reason: 'no column holds images' });
    const early = trialsSoFar({ stepRuns: steps, outputs: [outcome(0, judged(3))] }, 'find');
    expect(early).toMatchObject({ total: 4, atMost: true, done: 2 });
    expect(early === null ? '' : trialsSentence(early)).toContain('2 of at most 4 trials have ended.');
    const later = trialsSoFar({ stepRuns: steps, outputs: [outcome(0, judged(3)), unsuited] }, 'find');
    expect(later).toMatchObject({ total: 2, atMost: false, done: 1, several: true });
  });

  it('are not counted as fitted where they are of the baseline: the search still waits for a model', () => {
    const own = trialsSoFar({ stepRuns, outputs: [outcome(0, { ...judged(3), trainer: 'baseline' })] }, 'find');
    expect(own).toMatchObject({ fitted: 0, metric: 'rmse' });
  });

  it('are none of a step that is not made of trials', () => {
    expect(trialsSoFar({ stepRuns, outputs }, 'other')).toBeNull();
  });

  it('that fitted nothing have a reason', () => {
    const trainer = 'mlp';
    const unsuited = { trainer: 'image-cnn', state: 'skipped' as const, reason: 'no column holds images' };
    expect(
      unfittedWords([
        { trainer, state: 'skipped' },
        { trainer, state: 'done' },
        { trainer, state: 'skipped', why: 'asked' },
        { trainer, state: 'skipped', why: 'time', begun: true },
        unsuited,
        unsuited,
        { trainer: 'image-cnn', state: 'skipped', why: 'time' },
      ]),
    ).toBe(
      ' 1 did not end in time. 1 did not begin: the search was asked to end. 1 had nothing else to try. 1 kind of model does not suit the target or the rows.',
    );
  });
});
