import { expect, it } from 'vitest';
import { compareGoesBy } from './compare-goes-by';

it('says which rows the compared figures are of, where pipelines judged them', () => {
  expect(compareGoesBy([{ part: 'test' }, { part: null }, { part: 'test' }])).toMatch(
    /^Compared on test rows\. The leaderboard/,
  );
  expect(compareGoesBy([{ part: 'test' }, { part: 'validation' }])).toMatch(
    /^Compared on test rows and validation rows\./,
  );
  expect(compareGoesBy([{ part: null }])).toBe('');
});
