import { expect, it } from 'vitest';
import { bestTrial, trialWords } from './trial-words';

const trial = (number: number, metric: number | null, metricName: string | null = 'auc') => ({
  number,
  metric,
  metricName,
  stopped: null,
});

it('knows which trial a search chose: the best by its figure, of equal ones the earlier', () => {
  expect(bestTrial([trial(0, 0.7), trial(1, 0.9), trial(2, 0.9), trial(3, null)])).toBe(1);
  expect(bestTrial([trial(0, 0.7, 'rmse'), trial(1, 0.9, 'rmse')])).toBe(0);
  expect(bestTrial([trial(0, null, null)])).toBeNull();
  const stopped = { trials: 5, step: 12 };
  expect(bestTrial([trial(0, 0.7), { ...trial(1, 0.9), stopped }])).toBe(0);
});

it('names the settings of a trial that tell it from the others', () => {
  const trainer = 'gradient-boosted-trees';
  const tried = (learningRate: number) => ({ trainer, params: { learningRate, maxLeaves: 31 } });
  const other = { trainer: 'decision-tree', params: { maxLeaves: 4 } };
  expect(trialWords([tried(0.1), other, tried(0.0512345)], tried(0.0512345))).toBe('learning rate 0.05123');
  expect(trialWords([tried(0.1)], tried(0.1))).toBe('');
});
