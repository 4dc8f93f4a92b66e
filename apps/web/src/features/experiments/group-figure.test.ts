import { expect, it } from 'vitest';
import { groupFigure, mostSharing } from './group-figure';

const figure = (last: number, part: string | null = 'test') => ({
  figures: {
    auc: {
      ...{ last, lastStep: null, low: last - 0.1, lowStep: null, high: last + 0.1, highStep: null },
      ...{ intervalLow: null, intervalHigh: null, part, rows: 10 },
    },
  },
});

it('shows mean and spread over seeds, by the rule of the column', () => {
  const rows = [figure(0.8), figure(0.9), figure(0.85)];
  expect(groupFigure(rows, 'auc', 'last')).toEqual({
    text: '0.8500 ± 0.05',
    title: 'Mean ± standard deviation of 3 runs on test rows, from 0.800 to 0.900',
  });
  expect(groupFigure(rows, 'auc', 'high')?.text).toBe('0.9500 ± 0.05');
  expect(groupFigure([figure(0.5), figure(0.5)], 'auc', 'last')?.text).toBe('0.5000 ± 0');
  expect(groupFigure(rows, 'loss', 'last')).toBeNull();
});

it('has no mean over rows of different parts, nor one that counts a run without a number', () => {
  expect(groupFigure([figure(0.8), figure(0.9, 'folds')], 'auc', 'last')?.text).toBe('…');
  expect(groupFigure([figure(0.8), figure(Number.NaN)], 'auc', 'last')?.title).toBe(
    'One of 2 runs has it on test rows',
  );
});

it('says what all say alike', () => {
  expect(mostSharing(['6', '6'])).toEqual({ same: true, text: '6' });
  expect(mostSharing([undefined, undefined])).toEqual({ same: true, text: undefined });
  expect(mostSharing(['6', undefined, '7'])).toEqual({ same: false, title: '6, none, 7' });
});
