import { describe, expect, it } from 'vitest';
import type { CategoryColumn, NumberColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { smoothingParamsSchema } from './params';
import { loadForecast } from './scorer';
import { smoothingRuntime } from './smoothing-runtime';

const context = plainFitContext({ seed: 1 });
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

function rowsOf(series: Record<string, [string, number][]>): TrainingRows {
  const all = Object.entries(series).flatMap(([name, rows]) => rows.map(([at, value]) => ({ name, at, value })));
  const time: NumberColumn = { name: 'day', kind: 'number', values: Float64Array.from(all, ({ at }) => day(at)) };
  const names: CategoryColumn = { name: 'shop', kind: 'category', values: all.map(({ name }) => name) };
  const values = Float64Array.from(all, ({ value }) => value);
  return { rows: all.length, features: [time, names], target: { kind: 'number', values }, timeUnit: 'day' };
}

const shops = rowsOf({
  a: [
    ['2024-01-31', 10],
    ['2024-02-29', 12],
    ['2024-03-31', 11],
    ['2024-04-30', 13],
  ],
  b: [
    ['2024-03-01', 500],
    ['2024-04-01', 400],
  ],
  c: [['2024-04-01', 7]],
});

const fit = (params: object, train = shops) =>
  smoothingRuntime.fit({ params: smoothingParamsSchema.parse(params), train, validation: null, context });

describe('a forecast', () => {
  it('answers a row by its series and time: one step ahead on what it learned, then the path, then nothing', async () => {
    const model = await fit({ method: 'seasonal-naive', horizon: 2 });
    const scorer = loadForecast(model);
    const out = new Float64Array(3);
    const answer = (shop: string | null, at: string) => {
      scorer.scoreRow([day(at), shop], out);
      return [...out];
    };
    expect(answer('a', '2024-03-15')[0]).toBe(12);
    const [mean = 0, low = 0, high = 0] = answer('a', '2024-06-30');
    expect(mean).toBe(13);
    expect(low).toBeLessThan(13);
    expect(high - 13).toBeCloseTo(13 - low, 9);
    expect(answer('b', '2024-05-01')[0]).toBe(400);
    for (const [shop, at] of [
      ['a', '2024-07-31'],
      ['a', '2023-12-31'],
      ['c', '2024-04-01'],
      [null, '2024-04-01'],
    ] as const) {
      expect(answer(shop, at)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
    expect(model.summary).toMatchObject({ series: 2, 'series left out, of one time only': 1 });
    expect(model.features[1]).toEqual({ name: 'shop', kind: 'category', levels: ['a', 'b'] });
  });

  it('gives a block the very numbers of its rows', async () => {
    const scorer = loadForecast(await fit({}));
    const block = scorer.scoreBlock(shops.features, shops.rows);
    const [times, names] = shops.features;
    const out = new Float64Array(3);
    for (let row = 0; row < shops.rows; row++) {
      scorer.scoreRow([times?.values[row] as number, names?.values[row] as string], out); // as they were made above
      expect(block.slice(row * 3, row * 3 + 3)).toEqual(out);
    }
  });

  it('of a single short or wrong series says what is wrong', async () => {
    const one = { ...shops, rows: 1, features: [{ name: 'day', kind: 'number', values: Float64Array.of(1) } as const] };
    const short: TrainingRows = { ...one, target: { kind: 'number', values: Float64Array.of(3) } };
    await expect(fit({}, short)).rejects.toMatchObject({ report: { code: 'short-series' } });
    const classes: TrainingRows = { ...one, target: { kind: 'class', codes: Int32Array.of(0), classes: ['a', 'b'] } };
    await expect(fit({}, classes)).rejects.toMatchObject({ report: { code: 'wrong-target' } });
    await expect(fit({}, { ...shops, features: [] })).rejects.toMatchObject({ report: { code: 'not-a-series' } });
  });

  it('answers soon when it is asked for the best so far', async () => {
    const finish = AbortSignal.abort();
    const model = await smoothingRuntime.fit({
      params: smoothingParamsSchema.parse({}),
      train: shops,
      validation: null,
      context: { ...context, finish },
    });
    expect(model.summary).not.toHaveProperty('against the naive forecast');
    expect(loadForecast(model).outputs).toBe(3);
  });

  it('is refused when its answers were cut', async () => {
    const model = await fit({});
    expect(() => loadForecast({ ...model, weights: model.weights.subarray(8) })).toThrow('bytes of weights');
    expect(() => loadForecast({ ...model, json: { v: 2 } })).toThrow('forecast of version 1');
  });
});
