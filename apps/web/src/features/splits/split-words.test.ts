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
    'Forest is 0.004 accuracy ahead of the baseline. 37 models were judged on these test rows beside the baseline; chance alone puts the best of 37 equal models up to 0.009 ahead (19 times of 20), so this lead may be luck. These test rows were looked at 37 times.',
  );
  expect(luckSentence(2, { ...luck, models: 1, lead: 0.3, mayBeLuck: false }, 'accuracy')).toBe(
    'Forest is 0.300 accuracy ahead of the baseline. One model was judged on these test rows beside the baseline; chance alone puts a model up to 0.009 ahead (19 times of 20), which is less than this lead. These test rows were looked at 2 times.',
  );
  expect(luckSentence(1, null, 'accuracy')).toBe('These test rows were looked at once.');
});
