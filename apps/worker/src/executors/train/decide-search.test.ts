import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { skippedTrial } from '@millrace/pipeline-core/search';
import { expect, it } from 'vitest';
import { isFinal } from './decide-search';

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
