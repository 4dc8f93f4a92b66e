import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { expectedMaximum, judgeTestLuck, type TestFigure } from './index';

describe('expectedMaximum', () => {
  // Harter 1961, expected values of normal order statistics; 2 and 3 also exactly: 1 / sqrt(pi), 3 / (2 sqrt(pi)).
  it.each([
    [1, 0],
    [2, 0.5641896],
    [3, 0.8462844],
    [10, 1.5387527],
    [100, 2.5075936],
  ])('of %i draws is %f', (n, expected) => {
    expect(expectedMaximum(n)).toBeCloseTo(expected, 5);
  });
});

/** Accuracy on so many test rows of models that guess: each figure has the standard error of a coin. */
function guessers(o: { models: number; rows: number; seed: number; skill?: number }): TestFigure[] {
  const random = createRandom(o.seed);
  const standardError = Math.sqrt(0.25 / o.rows);
  return Array.from({ length: o.models }, (_, at) => {
    let right = 0;
    const chance = 0.5 + (at === 0 ? (o.skill ?? 0) : 0);
    for (let row = 0; row < o.rows; row++) if (random.next() < chance) right++;
    return { model: `m${at}`, value: right / o.rows, standardError, baseline: false };
  });
}

const baseline: TestFigure = { model: 'baseline', value: 0.5, standardError: 0.01, baseline: true };
const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('judgeTestLuck', () => {
  it('warns of candidates that are pure noise, with and without a baseline', () => {
    for (const models of [2, 5, 37]) {
      const warned = (extra: TestFigure[]) =>
        seeds.filter((seed) => judgeTestLuck([...guessers({ models, rows: 500, seed }), ...extra])!.mayBeLuck).length;
      // One of twenty crowds of noise may pass the line.
      expect(warned([baseline])).toBeGreaterThanOrEqual(36);
      expect(warned([])).toBeGreaterThanOrEqual(36);
    }
  });

  it('does not warn of one that is truly better', () => {
    const warned = (extra: TestFigure[]) =>
      seeds.filter(
        (seed) => judgeTestLuck([...guessers({ models: 37, rows: 500, seed, skill: 0.15 }), ...extra])!.mayBeLuck,
      );
    expect(warned([baseline])).toEqual([]);
    expect(warned([])).toEqual([]);
  });

  it('counts models, not looks, and says what luck alone would lead by', () => {
    const noise = guessers({ models: 37, rows: 500, seed: 1 });
    const luck = judgeTestLuck([...noise, ...noise, baseline])!;
    expect(luck.models).toBe(37);
    expect(luck.over).toBe('baseline');
    expect(luck.expected).toBeCloseTo(expectedMaximum(37) * Math.sqrt(0.25 / 500), 10);
    expect(luck.line).toBeGreaterThan(luck.expected);
  });

  it('has nothing to say of one model alone, or of figures without intervals', () => {
    expect(judgeTestLuck([])).toBeNull();
    expect(judgeTestLuck(guessers({ models: 1, rows: 100, seed: 1 }))).toBeNull();
    expect(judgeTestLuck([baseline])).toBeNull();
    expect(judgeTestLuck([{ ...baseline, baseline: false, standardError: null }, baseline])).toBeNull();
  });
});
