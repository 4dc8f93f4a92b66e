import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { fitSmoothing } from './fit-smoothing';
import { nelderMead } from './nelder-mead';
import { againstNaive, rollingErrors } from './rolling-errors';
import { seasonalNaive } from './seasonal-naive';
import { smooth, smoothingPath, smoothingSpread } from './smooth';
import { smoothingMethod } from './smoothing-method';
import { theta } from './theta';

const level = { trend: 'none', season: 'none', period: 1 } as const;
const context = { quick: false, pause: () => Promise.resolve() };
const rates = { alpha: 0.5, beta: 0, gamma: 0, phi: 1 };

/** Sales that grow, with a season that grows along and a little noise: 2% of each value. */
function sales(months: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const season = [0.8, 0.85, 1, 1, 1.1, 1.2, 1.3, 1.25, 1.05, 0.9, 0.75, 0.8];
  return Float64Array.from({ length: months }, (_, at) => {
    const noise = 1 + 0.02 * random.normal();
    return (100 + 2 * at) * season[at % 12]! * noise;
  });
}

describe('smoothing', () => {
  it('moves the level by a share of each error, and not at all where nothing was seen', () => {
    const start = { level: 10, slope: 0, seasons: Float64Array.of(0) };
    const { fitted, end } = smooth(Float64Array.of(12, Number.NaN, 9), { form: level, rates, start });
    expect([...fitted]).toEqual([10, 11, 11]);
    expect(end.level).toBe(10);
  });

  it('goes on with trend and season, the next step of the season first', () => {
    const form = { trend: 'additive', season: 'additive', period: 3 } as const;
    const start = { level: 10, slope: 1, seasons: Float64Array.of(5, 0, -5) };
    const exact = Float64Array.of(16, 12, 8, 19);
    const { fitted, end } = smooth(exact, { form, rates: { ...rates, beta: 0.1, gamma: 0.1 }, start });
    expect([...fitted]).toEqual([...exact]);
    expect([...smoothingPath({ form, rates, end }, 4)]).toEqual([15, 11, 22, 18]);
  });

  it('is less and less sure: an error of before weighs alpha in every step after it, gamma once a season', () => {
    const form = { ...level, season: 'additive', period: 2 } as const;
    const spread = smoothingSpread({ form, rates: { ...rates, gamma: 0.2 } }, 4);
    const [one, two, three] = [1, 0.5 ** 2, 0.7 ** 2];
    expect([...spread].map((value) => value * value)).toEqual(
      [one, one + two, one + two + three, one + two + three + two].map((value) => expect.closeTo(value, 12)),
    );
  });

  it('learns a growing season as one that multiplies, and forecasts it', async () => {
    const values = sales(120, 1);
    const method = smoothingMethod({ trend: 'automatic', season: 'automatic' }, context);
    const fit = await method.fit(values.subarray(0, 108), 12);
    expect(fit.words).toContain('multiplicative season');
    const path = fit.path(12);
    const off = path.map((value, at) => Math.abs(value - values[108 + at]!) / values[108 + at]!);
    expect(off.reduce((sum, value) => sum + value, 0) / 12).toBeLessThan(0.04);
  });

  it('follows a series the closer the more of its parts it has', () => {
    const values = sales(60, 3);
    for (const relative of [false, true]) {
      const none = fitSmoothing(values, { ...level, relative });
      const trend = fitSmoothing(values, { ...level, trend: 'additive', relative });
      const season = fitSmoothing(values, { trend: 'additive', season: 'multiplicative', period: 12, relative: true });
      expect(season.sigma).toBeLessThan(0.1);
      expect(season.sigma).toBeLessThan(relative ? trend.sigma : 1);
      expect(trend.sigma).toBeLessThan(none.sigma * 1.1);
      expect(none.rates.alpha).toBeGreaterThan(0);
      expect(none.rates.alpha).toBeLessThan(1);
    }
  });
});

describe('the simple methods', () => {
  it('repeat the last season, over gaps too', () => {
    const fit = seasonalNaive(Float64Array.of(1, 2, 3, 4, Number.NaN, 6), 3);
    expect([...fit.path(4)]).toEqual([4, 2, 6, 4]);
    expect([...fit.spread(4)]).toEqual([1, 1, 1, Math.sqrt(2)]);
    expect([...seasonalNaive(Float64Array.of(5, 7), 1).path(2)]).toEqual([7, 7]);
  });

  it('go on with half the slope of the line (Theta)', () => {
    const line = Float64Array.from({ length: 60 }, (_, at) => 100 + 4 * at);
    const fit = theta(line, 1);
    const path = fit.path(11);
    expect(path[10]! - path[0]!).toBeCloseTo(20, 6);
    expect(Math.abs(path[0]! - 340)).toBeLessThan(4);
  });

  it('are judged on steps that they have not seen', () => {
    const steps = Float64Array.from({ length: 40 }, (_, at) => at);
    // Eight steps from the last value on a line of slope 1: 1 to 8 off, three times.
    expect(rollingErrors(steps, 1, seasonalNaive)).toEqual({ sum: 3 * 36, count: 24 });
    expect(rollingErrors(steps.subarray(0, 4), 1, seasonalNaive)).toEqual({ sum: 0, count: 0 });
  });

  it('say when they are the better forecast', () => {
    const naive = { sum: 10, count: 10 };
    expect(againstNaive({ sum: 8, count: 10 }, naive)['against the naive forecast']).toBe('20% better');
    expect(againstNaive({ sum: 12, count: 10 }, naive)['against the naive forecast']).toMatch(/^20% worse/);
    expect(againstNaive({ sum: 0, count: 0 }, naive)).toEqual({});
  });
});

describe('the search without a gradient', () => {
  it('finds the least value of a bent valley', () => {
    const { point, value } = nelderMead({
      objective: ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      start: [-1.2, 1],
      steps: [0.5, 0.5],
      maxIterations: 500,
      tolerance: 1e-14,
    });
    expect(value).toBeLessThan(1e-8);
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
  });

  it('takes what is no number for the worst', () => {
    const { point } = nelderMead({
      objective: ([x = 0]) => (x < 0 ? Number.NaN : (x - 2) ** 2),
      start: [0.5],
      steps: [-1],
      maxIterations: 200,
      tolerance: 1e-12,
    });
    expect(point[0]).toBeCloseTo(2, 4);
  });
});
