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
  expect(waterfallSteps(explanation([2, -0.5]), {})).toEqual([
    { label: 'f0 = missing', adds: 2, from: 1, to: 3 },
    { label: 'f1 = 1', adds: -0.5, from: 3, to: 2.5 },
  ]);
});

it('puts what is small into one bar that ends at the total', () => {
  const steps = waterfallSteps(explanation(Array.from({ length: 14 }, () => 1)), {});
  expect(steps.length).toBe(11);
  expect(steps.at(-1)).toEqual({ label: '4 other features', adds: 4, from: 11, to: 15 });
});

it('tells each field of the form once, by its value there, whatever the plan made of it', () => {
  const made = [
    { feature: 'age', cell: 1.119, adds: 0.5 },
    { feature: 'sex=Female', cell: -0.699, adds: 0.25 },
    { feature: 'sex=Male', cell: 0.699, adds: 0.5 },
    { feature: 'ratio', cell: 3, adds: -0.1 },
    { feature: 'job=', cell: 1, adds: -0.2 },
  ];
  const steps = waterfallSteps({ ...explanation([]), total: 1.95, parts: made }, { age: 54, sex: 'Male', job: null });
  expect(steps.map(({ label, adds }) => [label, adds])).toEqual([
    ['sex = Male', 0.75],
    ['age = 54', 0.5],
    ['job = missing', -0.2],
    ['ratio = 3', -0.1],
  ]);
});

it('says what is added up', () => {
  expect(explainedWords({ of: 'score', className: 'yes' })).toBe('the score of yes (log-odds)');
  expect(explainedWords({ of: 'answer', className: null })).toBe('the answer');
});
