import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { arimaParamsSchema } from '../params';
import { arimaMethod } from './arima-method';
import { arimaFitted, arimaPath, arimaSpread, wholeSeries } from './arima-path';
import { kpss, neededDifferences, seasonalStrength } from './differencing';
import { fitArima } from './fit-arima';
import { growsWithLevel } from './grows-with-level';
import type { ArimaOrder } from './order';
import { applied, differences, product } from './polynomial';
import { searchOrders } from './search-orders';
import { stationaryCoefficients } from './stationary';

const none: ArimaOrder = {
  p: 0,
  d: 0,
  q: 0,
  seasonalP: 0,
  seasonalD: 0,
  seasonalQ: 0,
  period: 1,
  constant: false,
};
const context = { quick: false, pause: () => Promise.resolve() };

/** y = mean + phi (y before - mean) + e + theta (e before). */
function made(count: number, { phi = 0, theta = 0, mean = 0, seed = 1 }): Float64Array {
  const random = createRandom(seed);
  let before = 0;
  let shock = 0;
  return Float64Array.from({ length: count }, () => {
    const error = random.normal();
    before = phi * before + error + theta * shock;
    shock = error;
    return mean + before;
  });
}

function walk(count: number, seed: number): Float64Array {
  let place = 0;
  return made(count, { seed }).map((step) => {
    place += step;
    return place;
  });
}

/** Months that grow, with a season that grows along. */
function months(count: number): Float64Array {
  const random = createRandom(9);
  const season = [0.9, 0.85, 1, 1, 1.05, 1.15, 1.3, 1.25, 1.1, 0.95, 0.85, 0.9];
  return Float64Array.from({ length: count }, (_, at) => {
    const noise = 1 + 0.02 * random.normal();
    return (100 + 2 * at) * season[at % 12]! * noise;
  });
}

describe('polynomials in lags', () => {
  it('multiply, and take differences', () => {
    expect([...product(Float64Array.of(1, -0.5), Float64Array.of(1, 0, 2))]).toEqual([1, -0.5, 2, -1]);
    expect([...differences(2, 0, 1)]).toEqual([1, -2, 1]);
    expect([...differences(1, 1, 3)]).toEqual([1, -1, 0, -1, 1]);
    expect([...applied(differences(1, 0, 1), Float64Array.of(1, 4, 9, 16))]).toEqual([3, 5, 7]);
    expect([...applied(differences(0, 1, 4), Float64Array.of(1, 4, 9))]).toEqual([]);
  });

  it('are stationary whatever numbers they are made from', () => {
    for (const point of [[5, -7], [0.5, -0.5, 0.5], [-3], [1000]]) {
      const coefficients = stationaryCoefficients(Float64Array.from(point));
      const answer = new Float64Array(6000);
      answer[0] = 1;
      for (let step = 1; step < answer.length; step++) {
        for (let lag = 1; lag <= Math.min(step, coefficients.length); lag++) {
          answer[step]! += coefficients[lag - 1]! * answer[step - lag]!;
        }
      }
      // An impulse dies away.
      expect(Math.abs(answer[answer.length - 1]!)).toBeLessThan(1e-3);
    }
  });
});

describe('a fit', () => {
  it('finds the coefficients that a series was made with', () => {
    const ar = fitArima(made(3000, { phi: 0.7, mean: 5 }), { ...none, p: 1, constant: true });
    expect(Math.abs(ar.ar[1]! + 0.7)).toBeLessThan(0.04);
    expect(Math.abs(ar.mean - 5)).toBeLessThan(0.2);
    expect(Math.abs(ar.sigma - 1)).toBeLessThan(0.04);
    const ma = fitArima(made(3000, { theta: 0.5 }), { ...none, q: 1 });
    expect(Math.abs(ma.ma[1]! - 0.5)).toBeLessThan(0.05);
    const both = fitArima(made(4000, { phi: 0.6, theta: 0.4 }), { ...none, p: 1, q: 1 });
    expect(Math.abs(both.ar[1]! + 0.6)).toBeLessThan(0.07);
    expect(Math.abs(both.ma[1]! - 0.4)).toBeLessThan(0.08);
  });

  it('leaves errors that are what its means miss', () => {
    const values = walk(120, 4);
    const fit = fitArima(applied(differences(1, 0, 1), values), { ...none, d: 1, q: 1 });
    const fitted = arimaFitted(wholeSeries(values, fit));
    for (let step = 1; step < 120; step++) expect(values[step]! - fitted[step]!).toBeCloseTo(fit.errors[step - 1]!, 9);
    expect(fitted[0]).toBe(values[0]);
  });
});

describe('a path', () => {
  it('goes back to the mean by the coefficient of each step', () => {
    const values = made(500, { phi: 0.7, mean: 5 });
    const fit = fitArima(values, { ...none, p: 1, constant: true });
    const path = arimaPath(wholeSeries(values, fit), 3);
    const phi = -fit.ar[1]!;
    let apart = values[499]! - fit.mean;
    for (const mean of path) {
      apart *= phi;
      expect(mean).toBeCloseTo(fit.mean + apart, 9);
    }
  });

  it('of a walk with drift goes straight on, ever less sure', () => {
    const values = Float64Array.of(1, 3, 4, 7, 9);
    const fit = fitArima(applied(differences(1, 0, 1), values), { ...none, d: 1, constant: true });
    const series = wholeSeries(values, fit);
    expect([...arimaPath(series, 3)]).toEqual([11, 13, 15].map((value) => expect.closeTo(value, 9)));
    expect([...arimaSpread(series, 4)]).toEqual([1, 2, 3, 4].map((step) => expect.closeTo(Math.sqrt(step), 9)));
  });
});

describe('differences', () => {
  it('are taken from what wanders, not from noise around a level', () => {
    const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
    // The test errs on one noise in twenty.
    expect(seeds.filter((seed) => kpss(made(200, { seed })) > 0.463).length).toBeLessThanOrEqual(4);
    expect(seeds.filter((seed) => kpss(walk(200, seed)) > 0.463).length).toBeGreaterThanOrEqual(14);
    const rises = walk(200, 3).map((value, at) => value + at);
    expect(neededDifferences(rises, 1).seasonalD).toBe(0);
    expect(neededDifferences(rises, 1).d).toBeGreaterThanOrEqual(1);
  });

  it('are taken over a season that is strong', () => {
    expect(seasonalStrength(months(96).map(Math.log), 12)).toBeGreaterThan(0.9);
    expect(seasonalStrength(made(96, { seed: 6 }), 12)).toBeLessThan(0.64);
    expect(neededDifferences(months(96).map(Math.log), 12).seasonalD).toBe(1);
  });
});

describe('the logarithm', () => {
  it('is for series that swing more where they are higher', () => {
    expect(growsWithLevel(months(96), 12)).toBe(true);
    const even = months(96).map((_, at) => 100 + 2 * at + (at % 12 < 6 ? 10 : -10));
    expect(growsWithLevel(even, 12)).toBe(false);
    expect(
      growsWithLevel(
        months(96).map((value) => value - 200),
        12,
      ),
    ).toBe(false);
  });
});

describe('the search for orders', () => {
  it('finds an autoregression, and never ends worse than where it began', async () => {
    const values = made(600, { phi: 0.8, seed: 5 });
    const fixed = { d: 0, seasonalD: 0, period: 1 };
    const best = await searchOrders({ values, fixed, maxOrder: 3, pause: context.pause });
    expect(best.order.p).toBeGreaterThanOrEqual(1);
    expect(best.aicc).toBeLessThanOrEqual(fitArima(values, { ...none, p: 1, constant: true }).aicc);
  });

  it('forecasts months that grow with their season', async () => {
    const values = months(108);
    const fit = await arimaMethod(arimaParamsSchema.parse({}), context).fit(values.subarray(0, 96), 12);
    expect(fit.words).toMatch(/^ARIMA\(\d,\d,\d\)\(\d,1,\d\)\[12\].* of the logarithm$/);
    const path = fit.path(12);
    const off = path.map((value, at) => Math.abs(value - values[96 + at]!) / values[96 + at]!);
    expect(off.reduce((sum, value) => sum + value, 0) / 12).toBeLessThan(0.06);
  });

  it('is not made where the orders are given, and learns fewer steps by the same ones', async () => {
    const params = arimaParamsSchema.parse({ orders: 'given', p: 2, d: 1, q: 0, seasonalD: 0, seasonalQ: 0 });
    const method = arimaMethod(params, context);
    expect((await method.fit(walk(80, 7), 1)).words).toBe('ARIMA(2,1,0)');
    expect(method.again(walk(60, 7), 1).words).toBe('ARIMA(2,1,0)');
    // Too short for its differences: it goes on as it was last.
    expect([...method.again(Float64Array.of(3, 5, 4), 1).path(2)]).toEqual([4, 4]);
  });

  it('refuses the logarithm of what has none', async () => {
    const params = arimaParamsSchema.parse({ transform: 'log' });
    const fit = async () => arimaMethod(params, context).fit(Float64Array.of(1, 2, 0, 3), 1);
    await expect(fit()).rejects.toMatchObject({ report: { code: 'not-positive' } });
  });
});
