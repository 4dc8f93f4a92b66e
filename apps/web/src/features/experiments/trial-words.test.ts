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
  const params = (learningRate: number) => ({ params: { learningRate, maxLeaves: 31 } });
  const trainer = 'gradient-boosted-trees';
  const words = trialWords([params(0.1), params(0.0512345)], { trainer, ...params(0.0512345) });
  expect(words).toBe('learning rate 0.05123');
  expect(trialWords([params(0.1)], { trainer, ...params(0.1) })).toBe('');
});
