import type { StepStatus } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { trialsSentence, trialsSoFar, unfittedWords } from './trials-so-far';

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
    expect(found?.lines.map(({ number, figure, best }) => [number, figure, best])).toEqual([
      [1, 2, true],
      [0, 3, false],
      [2, null, false],
    ]);
    expect(found?.lines[0]?.words).toBe('deepest level 4');
    expect(found?.lines[1]?.words).toBe('deepest level 4; stopped early: worse than the median of 5 trials at step 40');
    expect(found).toMatchObject({ metric: 'rmse', total: 5, done: 3, until: 5000, choosing: false });
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
    const lines = found?.lines.filter(({ words }) => /failed/i.test(words));
    expect(lines?.map(({ words, alike }) => [words, alike?.map(({ number }) => number)])).toEqual([
      ['3 trials failed: Too few rows.', [5, 6, 7]],
      ['Failed: Another.', undefined],
    ]);
    expect(lines?.[0]?.alike?.[0]?.words).toMatch(/: deepest level 4$/);
  });

  it('are none of a step that is not made of trials', () => {
    expect(trialsSoFar({ stepRuns, outputs }, 'other')).toBeNull();
  });

  it('that fitted nothing have a reason', () => {
    expect(unfittedWords([{ state: 'skipped' }, { state: 'done' }, { state: 'skipped', why: 'asked' }])).toBe(
      ' 1 did not begin: the search was asked to end. 1 had nothing to try: other kinds of models suit the target and the rows.',
    );
  });
});
