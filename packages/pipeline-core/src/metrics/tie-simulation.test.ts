import { describe, expect, it } from 'vitest';
import { coverage, tieShare, type World } from './tie-simulation';

const draws = 400;
const shared = { draws, resamples: 200, seed: 16 };
const worlds: readonly Omit<World, 'noise'>[] = [
  { task: 'binary', metric: 'auc', rows: 300 },
  { task: 'regression', metric: 'rmse', rows: 300 },
];

describe.each(worlds)('$metric of $task candidates on $rows rows, 400 simulations', (world) => {
  it('equal candidates tie in at least 95 %', () => {
    expect(tieShare({ ...shared, world: { ...world, noise: [0.5, 0.5] } })).toBeGreaterThanOrEqual(0.95);
  });

  it('a better candidate separates', () => {
    expect(tieShare({ ...shared, world: { ...world, noise: [0.3, 1.2] } })).toBeLessThanOrEqual(0.05);
  });

  it('intervals hold the truth in 93 to 97 %', () => {
    const share = coverage({ ...shared, world: { ...world, noise: [0.5] } });
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  });
});

it('the luckiest of five equal candidates is no better than the others in at least 95 %', () => {
  const world = { task: 'regression', metric: 'rmse', rows: 150, noise: [0.5, 0.5, 0.5, 0.5, 0.5] } as const;
  expect(tieShare({ ...shared, world })).toBeGreaterThanOrEqual(0.95);
});
