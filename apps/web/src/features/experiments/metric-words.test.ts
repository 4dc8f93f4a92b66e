import { inSearch } from '@millrace/pipeline-core/search';
import { expect, it } from 'vitest';
import { columnFigure, metricWords } from './metric-words';

it('calls our own figures as the leaderboard does, in a search too, and others as they were logged', () => {
  expect(metricWords('auc')).toBe('ROC AUC');
  expect(metricWords('balancedAccuracy')).toBe('Balanced accuracy');
  expect(metricWords(inSearch('auc'))).toBe('ROC AUC in its search');
  expect(metricWords('val_loss')).toBe('val_loss');
});

it('aligns our own figures, and leaves what needs other digits as it is', () => {
  expect([0.928, 0.9077, 0.5, 0.09004, 1, 0].map((value) => columnFigure('auc', value))).toEqual([
    ...['0.9280', '0.9077', '0.5000', '0.0900', '1.0000', '0.0000'],
  ]);
  expect(columnFigure('rmse', 41234.5)).toBe('41234.5');
  expect(columnFigure('logLoss', 0.00012345)).toBe('0.0001234');
  expect(columnFigure('epochs', 30)).toBe('30');
});
