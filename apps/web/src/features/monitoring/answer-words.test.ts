import { expect, it } from 'vitest';
import { answerWords } from './answer-words';

it.each([
  [{ prediction: 'No', probabilities: { No: 0.9195, Yes: 0.0805 } }, 'No, 92%'],
  [{ prediction: 'No' }, 'No'],
  [{ prediction: 12.34567 }, '12.346'],
  [
    {
      prediction: 1234,
      recommendations: [
        { item: 1234, score: 1 },
        { item: 7, score: 0.5 },
      ],
    },
    '1234, first of 2',
  ],
  [null, '–'],
])('an answer on one line: %o', (output, words) => {
  expect(answerWords(output)).toBe(words);
});
