import { expect, it } from 'vitest';
import { whatItIs } from './what-it-is';

const exported = {
  manifest: { task: 'binary', target: 'income' },
  model: { trainer: { title: 'Baseline' } },
} as const;

it('names what was trained and its deciding figure', () => {
  const part = { rows: 4558, metrics: { auc: 0.5 }, intervals: {}, curves: {} };
  const evaluation = {
    ...{ v: 1, task: 'binary', target: 'income', part: 'test', curves: {} },
    parts: { train: part, validation: part, test: part },
  };
  expect(whatItIs({ ...exported, evaluation })).toBe(
    'It is Baseline, predicting income: ROC AUC 0.500 on 4,558 test rows.',
  );
});

it('says where no figure is known', () => {
  expect(whatItIs({ ...exported, evaluation: null })).toBe(
    'It is Baseline, predicting income; no figure of it is known.',
  );
});
