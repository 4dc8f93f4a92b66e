import { expect, it } from 'vitest';
import { searchTrials } from './search-trials';

const trial = (number: number, metric: number | null, more: object = {}) => ({
  ...{ number, round: 0, trainer: 'gradient-boosted-trees', params: { leaves: number + 2, rounds: 9 }, metric },
  state: metric === null ? ('failed' as const) : ('done' as const),
  ...more,
});
const skipped = (number: number, trainer: string, more: object) => ({
  ...{ number, round: 0, trainer, params: {}, metric: null, state: 'skipped' as const },
  ...more,
});

it('the trials of a search are told the best first, stopped ones behind whole ones, and why some failed', () => {
  const found = searchTrials({
    ...{ v: 1, kind: 'search', trainer: 'gradient-boosted-trees', metric: 'rmse', rows: 40, best: 1 },
    trials: [
      trial(0, 0.2, { stopped: { trials: 6, step: 12 } }),
      trial(1, 0.25),
      trial(2, null, { error: 'too few rows' }),
      skipped(3, 'mlp', { why: 'time' }),
      skipped(4, 'text-classifier', { reason: 'no column holds running text' }),
    ],
    importance: [{ name: 'leaves', share: 1 }],
  });
  expect(found.caption).toBe(
    '2 of 4 trials judged by RMSE on 40 rows. 1 did not begin: the time was up. 1 kind of model does not suit the target or the rows. What differs comes from leaves (100%).',
  );
  expect(found.several).toBe(true);
  expect(
    found.lines.map(({ number, rank, state, settings, reason }) => [number, rank, state, settings, reason]),
  ).toEqual([
    [1, 1, 'best', 'leaves 3', ''],
    [0, 2, 'stopped', 'leaves 2', 'stopped early: worse than the median of 6 trials at step 12'],
    [2, null, 'failed', 'leaves 4', 'too few rows'],
  ]);
});
