import { expect, it } from 'vitest';
import { answerWords } from './answer-words';

it.each([
  [{ prediction: 'No', probabilities: { No: 0.9195, Yes: 0.0805 } }, 'No, 92%'],
  [{ prediction: 'No' }, 'No'],
  [{ prediction: 12.34567 }, '12.346'],
  [null, '–'],
])('an answer on one line: %o', (output, words) => {
  expect(answerWords(output)).toBe(words);
});
