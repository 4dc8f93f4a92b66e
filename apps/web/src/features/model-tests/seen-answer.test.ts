import type { Expectation } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { failsBySeen } from './seen-answer';

const row = { city: 'Oslo', age: 40 };
const start = { row, answer: { prediction: 'no', probabilities: { no: 0.8, yes: 0.2 } } };
const of = (name: string): Expectation => ({ v: 1, kind: 'class', class: name });

it('tells before a test is saved that the answer which was seen does not pass it', () => {
  expect(failsBySeen(start, row, of('no'))).toBeNull();
  expect(failsBySeen(start, row, of('yes'))).toBe('Expected is the answer “yes”, and the answer here is “no”.');
  const share: Expectation = { v: 1, kind: 'probability', class: 'yes', atLeast: 0.5 };
  expect(failsBySeen(start, row, share)).toContain('the answer here is 20%.');
});

it('says nothing of another row, of no answer, of a test that is there, and of two answers', () => {
  expect(failsBySeen(start, { ...row, age: 41 }, of('yes'))).toBeNull();
  expect(failsBySeen(start, null, of('yes'))).toBeNull();
  expect(failsBySeen({ row, answer: null }, row, of('yes'))).toBeNull();
  expect(failsBySeen({ row, name: 'Kept', expected: of('yes') }, row, of('yes'))).toBeNull();
  const rises: Expectation = { v: 1, kind: 'direction', field: 'age', by: 1, answer: 'not-lower', class: 'yes' };
  expect(failsBySeen(start, row, rises)).toBeNull();
});
