import { expect, it } from 'vitest';
import { howFolded, howSplit, luckSentence } from './split-words';

it('says how rows were divided', () => {
  expect(howSplit({ strategy: 'grouped', by: 'customer', seed: 3, shuffled: true })).toBe(
    'Rows of one customer together, seed 3. Rows come in random order.',
  );
  expect(howSplit({ strategy: 'time-ordered', by: 'day', seed: 3, gap: 5 })).toContain('A gap after each part');
});

it('says how rows were handed out to folds', () => {
  expect(howFolded({ strategy: 'grouped', k: 5, seed: 3 })).toBe('5 folds of whole groups, seed 3.');
  expect(howFolded({ strategy: 'time-series', k: 4, seed: 3 })).toContain('in order of time');
});

it('says how often test rows were seen and what luck would have given', () => {
  const luck = { models: 37, lead: 0.004, expected: 0.006, line: 0.009, over: 'baseline' as const, title: 'Forest' };
  expect(luckSentence(37, { ...luck, mayBeLuck: true }, 'accuracy')).toBe(
    'These test rows were looked at 37 times. The best of 37 models without any merit looks 0.006 accuracy better on average, up to 0.009 nineteen times of twenty. Forest leads the baseline by 0.004: it may be luck.',
  );
  expect(luckSentence(1, null, 'accuracy')).toBe('These test rows were looked at once.');
});
