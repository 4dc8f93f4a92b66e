import { expect, it } from 'vitest';
import { answerGap, roundingOf } from './answer-rounding';

it('is that of doubles for our own code, and that of single floats for libraries', () => {
  const own = roundingOf('linear');
  expect(answerGap(1e6, 1e6 + 0.5, own)).toBe(0.5);
  const library = roundingOf('onnx');
  expect(answerGap(1e6, 1e6 + 0.5, library)).toBeLessThan(library.most);
  expect(answerGap(0.5, 0.500_02, library)).toBeGreaterThan(library.most);
  expect(roundingOf('python')).toEqual(library);
});

it('of no number is none: two of them are the same answer, one is another', () => {
  expect(answerGap(Number.NaN, Number.NaN, roundingOf('onnx'))).toBe(0);
  expect(answerGap(1, Number.NaN, roundingOf('onnx'))).toBe(Number.POSITIVE_INFINITY);
  expect(answerGap(Number.NaN, 1, roundingOf('linear'))).toBe(Number.POSITIVE_INFINITY);
});
