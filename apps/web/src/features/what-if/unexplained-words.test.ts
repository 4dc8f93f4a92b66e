import { expect, it } from 'vitest';
import { unexplainedWords } from './unexplained-words';

it('says of a baseline that it reads nothing, and of others where to look', () => {
  expect(unexplainedWords('baseline')).toContain('reads none of these fields');
  expect(unexplainedWords('neighbours')).toContain('Explain tab');
});
