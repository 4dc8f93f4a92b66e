import { expect, it } from 'vitest';
import { behindWords } from './behind-words';

it('says which run a waiting step is behind, and how many steps that is', () => {
  const search = { number: 6, pipelineName: 'adult income', steps: 3, working: true };
  expect(behindWords([search])).toBe('behind run 6 of adult income, 3 steps ahead');
  expect(behindWords([search, { number: 8, pipelineName: null, steps: 1, working: false }])).toBe(
    'behind run 6 of adult income and 1 other, 4 steps ahead',
  );
  expect(behindWords([])).toBeNull();
});
