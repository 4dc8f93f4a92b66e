import type { JsonObject } from '@millrace/pipeline-core/json';
import { type SeriesGrid, seriesGridSchema } from '@millrace/pipeline-core/series';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';

/**
 * What is answered for one series, from its first step on: one step ahead on the steps that were learned from, then the
 * path after them. `name` is null where there is one series only, or for the rows without a name.
 */
export type ForecastSeries = {
  name: string | null;
  grid: SeriesGrid;
  means: Float64Array;
  lows: Float64Array;
  highs: Float64Array;
};

const storedSchema = z.object({
  v: z.literal(1),
  series: z.array(z.object({ name: z.string().nullable(), grid: seriesGridSchema, steps: z.int().positive() })).min(1),
  layout: blobLayoutSchema,
});

/** Names and grids as JSON, the answers of all series one after the other in the weights. */
export function encodeForecast(series: readonly ForecastSeries[]): { json: JsonObject; weights: Uint8Array } {
  const { layout, blob } = packArrays({
    means: joined(series.map(({ means }) => means)),
    lows: joined(series.map(({ lows }) => lows)),
    highs: joined(series.map(({ highs }) => highs)),
  });
  const facts = series.map(({ name, grid, means }) => ({ name, grid, steps: means.length }));
  return { json: { v: 1, series: facts, layout }, weights: blob };
}

/** Throws `model-damaged` unless there are as many answers as the series have steps. */
export function decodeForecast(stored: StoredModel): ForecastSeries[] {
  const found = storedSchema.safeParse(stored.json);
  if (!found.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a forecast of version 1', cause: found.error });
  const arrays = unpackArrays(found.data.layout, stored.weights);
  const [means, lows, highs] = [arrays.f64('means'), arrays.f64('lows'), arrays.f64('highs')];
  const steps = found.data.series.reduce((sum, one) => sum + one.steps, 0);
  if ([means, lows, highs].some(({ length }) => length !== steps)) {
    throw damagedModel({ seen: `${means.length} answers`, expected: `${steps}, one for each step` });
  }
  let at = 0;
  return found.data.series.map(({ name, grid, steps: count }) => {
    const take = (values: Float64Array) => values.subarray(at, at + count);
    const one = { name, grid, means: take(means), lows: take(lows), highs: take(highs) };
    at += count;
    return one;
  });
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
