import { expect, it } from 'vitest';
import { farthest } from './served-sklearn';

const answer = (yes: number, prediction = yes >= 0.5 ? 'yes' : 'no') => ({
  prediction,
  probabilities: { no: 1 - yes, yes },
});

it('answers are as far apart as their probabilities', () => {
  expect(farthest([answer(0.25)], [answer(0.25)])).toBe(0);
  expect(farthest([answer(0.25), answer(0.5)], [answer(0.25), answer(0.75)])).toBe(0.25);
});

it.each<[string, Parameters<typeof farthest>[1]]>([
  ['another label', [answer(0.25, 'yes')]],
  ['another number of rows', [answer(0.25), answer(0.25)]],
  ['no row', []],
  ['no probabilities', [{ prediction: 'no' }]],
])('%s is never the same', (_what, other) => {
  expect(farthest([answer(0.25)], other)).toBe(Number.POSITIVE_INFINITY);
});
