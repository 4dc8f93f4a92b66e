import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { skippedTrial } from '@millrace/pipeline-core/search';
import { expect, it } from 'vitest';
import { bestOutcomes, isFinal } from './decide-search';

const done: TrialOutcome = {
  ...{ v: 1, number: 0, round: 0, params: {}, trainer: 'mlp', state: 'done' },
  judged: { name: 'auc', value: 0.8, rows: 10 },
};

it('the end of a search stands when its time was up, and not when somebody stopped it', () => {
  const skipped = (why: TrialOutcome['why']) => skippedTrial({ number: 1, trainer: 'mlp' }, { why });
  expect(isFinal([done, skipped('time')])).toBe(true);
  expect(isFinal([done, skipped(undefined)])).toBe(true);
  expect(isFinal([done, skipped('asked')])).toBe(false);
});

it('a trial that was stopped early comes after all that were not, whatever it is judged by', () => {
  const stopped: TrialOutcome = { ...done, number: 1, judged: { name: 'auc', value: 0.9, rows: 10 } };
  const best = bestOutcomes([done, { ...stopped, stopped: { trials: 5, step: 12 } }]);
  expect(best.map(({ number }) => number)).toEqual([0, 1]);
  expect(bestOutcomes([done, stopped])[0]?.number).toBe(1);
});
