import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import { expect, it } from 'vitest';
import { explainedWords, waterfallSteps } from './waterfall-steps';

const explanation = (adds: readonly number[]): RowExplanation => ({
  of: 'score',
  comparedWith: 'training',
  output: 0,
  className: 'yes',
  base: 1,
  total: adds.reduce((sum, value) => sum + value, 1),
  parts: adds.map((value, at) => ({ feature: `f${at}`, cell: at === 0 ? null : at, adds: value })),
});

it('goes from the base to the total, one bar after the other', () => {
  expect(waterfallSteps(explanation([2, -0.5]))).toEqual([
    { label: 'f0 = missing', adds: 2, from: 1, to: 3 },
    { label: 'f1 = 1', adds: -0.5, from: 3, to: 2.5 },
  ]);
});

it('puts what is small into one bar that ends at the total', () => {
  const steps = waterfallSteps(explanation(Array.from({ length: 14 }, () => 1)));
  expect(steps.length).toBe(11);
  expect(steps.at(-1)).toEqual({ label: '4 other features', adds: 4, from: 11, to: 15 });
});

it('says what is added up', () => {
  expect(explainedWords({ of: 'score', className: 'yes' })).toBe('the score of yes (log-odds)');
  expect(explainedWords({ of: 'answer', className: null })).toBe('the answer');
});
