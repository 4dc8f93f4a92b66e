import { expect, it } from 'vitest';
import type { CandidateRow } from './candidate-row';
import { leaderboardGoesBy } from './judged-by';

/** Only what the words read; a whole row has more. */
const row = (more: object, evaluations: object[]) =>
  ({
    value: 0.8,
    part: 'validation',
    folds: null,
    unsplit: false,
    beside: null,
    ...more,
    candidate: { evaluations },
  }) as unknown as CandidateRow;
const ofTest = [{ result: { part: 'test' } }];

it('says by which rows the leaderboard ranks, and by which others Compare goes', () => {
  const beside = { part: 'test', value: 0.7 };
  expect(leaderboardGoesBy([row({ beside }, []), row({}, ofTest)])).toBe(
    'Ranked by validation rows. Compare goes by test rows, as Evaluate steps judged them: its order may be another one.',
  );
  expect(leaderboardGoesBy([row({ part: 'test' }, ofTest)])).toBe(
    'Ranked by test rows. Compare goes by the same rows.',
  );
  expect(leaderboardGoesBy([row({}, [])])).toContain('here nothing yet');
  expect(leaderboardGoesBy([row({ value: null }, [])])).toBe('');
});
