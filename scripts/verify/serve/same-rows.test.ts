import { expect, it } from 'vitest';
import { answerIn } from './asked-ways';
import { different } from './same-rows';

const yes = { prediction: 'yes', probabilities: { no: 0.25, yes: 0.75 } };

it('reads a line of scores as a request answers it', () => {
  const marks = { __row: 0, release: 'churn v1', batch_id: 'b' };
  expect(answerIn({ ...marks, prediction: 'yes', probability_no: 0.25, probability_yes: 0.75 })).toEqual(yes);
  expect(answerIn({ ...marks, prediction: 1.5 })).toEqual({ prediction: 1.5 });
});

it('counts rows that differ in the last bit, in the class, or are not there', () => {
  expect(different([yes, yes], [yes, yes])).toBe(0);
  const nearly = { ...yes, probabilities: { no: 0.25, yes: 0.75 + 2 ** -53 } };
  expect(different([yes, yes, yes], [yes, nearly])).toBe(2);
  expect(different([yes], [{ ...yes, prediction: 'no' }])).toBe(1);
  expect(different([yes], [{ prediction: 'yes' }])).toBe(1);
  expect(different([{ prediction: 1 }], [{ prediction: 1 }])).toBe(0);
});
