import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceData } from '../../data/testing/scratch';
import type { FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { arimaRuntime } from './arima/arima-runtime';
import { arimaParamsSchema, smoothingParamsSchema } from './params';
import { loadForecast } from './scorer';
import { smoothingRuntime } from './smoothing-runtime';

const air = referenceData('air-passengers/example_air_passengers.csv');
const yosemite = referenceData('yosemite-temps/example_yosemite_temps.csv');
const DAY_STEPS = 288;

const context = plainFitContext({ seed: 1 });

type Fit = (train: TrainingRows) => Promise<FittedModel>;
type Series = { times: Float64Array; values: Float64Array };

/** Time and value of each line, whatever ends it; times in milliseconds. */
function readSeries(path: string): Series {
  const lines = readFileSync(path, 'utf8')
    .split(/[\r\n]+/)
    .slice(1)
    .filter((line) => line !== '');
  const cells = lines.map((line) => line.split(','));
  return {
    times: Float64Array.from(cells, ([time = '']) => {
      return Date.parse(`${time.replace(' ', 'T')}${time.length > 10 ? 'Z' : ''}`);
    }),
    values: Float64Array.from(cells, ([, value]) => Number(value)),
  };
}

const smoothing: Fit = (train) =>
  smoothingRuntime.fit({ params: smoothingParamsSchema.parse({}), train, validation: null, context });
const arima: Fit = (train) =>
  arimaRuntime.fit({ params: arimaParamsSchema.parse({}), train, validation: null, context });

async function learn(fit: Fit, { times, values }: Series, known: number): Promise<FittedModel> {
  const rows = Int32Array.from({ length: known }, (_, row) => row).filter((row) => !Number.isNaN(values[row]!));
  const pick = (from: Float64Array) => Float64Array.from(rows, (row) => from[row]!);
  return fit({
    rows: rows.length,
    features: [{ name: 'ds', kind: 'number', values: pick(times) }],
    target: { kind: 'number', values: pick(values) },
    timeUnit: 'millisecond',
  });
}

/** Mean over the steps from `from` to `to` of an error that is there. */
function meanError(model: FittedModel, { times, values }: Series, window: [number, number], relative: boolean): number {
  const scorer = loadForecast(model);
  const out = new Float64Array(3);
  let sum = 0;
  let count = 0;
  for (let row = window[0]; row < window[1]; row++) {
    if (Number.isNaN(values[row]!)) continue;
    scorer.scoreRow([times[row]!], out);
    sum += Math.abs(out[0]! - values[row]!) / (relative ? values[row]! : 1);
    count++;
  }
  return sum / count;
}

describe.skipIf(air === null)('air passengers', () => {
  it.each([
    ['smoothing', smoothing],
    ['ARIMA', arima],
  ])('of the last year are forecast by %s about as well as by a log autoregression', async (_name, fit) => {
    const series = readSeries(air ?? '');
    const model = await learn(fit, series, 132);
    const error = meanError(model, series, [132, 144], true);
    console.log(`air passengers: MAPE ${(error * 100).toFixed(2)} %, ${model.summary.method}`);
    expect(series.values.length).toBe(144);
    expect(model.summary.season).toBe('12 steps');
    expect(error).toBeLessThanOrEqual(0.0382);
  });
});

describe.skipIf(yosemite === null)('temperatures every five minutes', () => {
  it('are forecast no worse than by repeating the last day: for seven days, and each day for the next', async () => {
    const series = readSeries(yosemite ?? '');
    const from = series.values.length - 7 * DAY_STEPS;
    const week = await learn(smoothing, series, from);
    const error = meanError(week, series, [from, series.values.length], false);
    let days = 0;
    for (let day = 0; day < 7; day++) {
      const known = from + day * DAY_STEPS;
      days += meanError(await learn(smoothing, series, known), series, [known, known + DAY_STEPS], false) / 7;
    }
    console.log(
      `yosemite: MAE ${error.toFixed(3)} over seven days, ${days.toFixed(3)} a day ahead; ${week.summary.method}`,
    );
    expect(week.summary.season).toBe(`${DAY_STEPS} steps`);
    expect(error).toBeLessThanOrEqual(1.36);
    expect(days).toBeLessThanOrEqual(0.89);
  }, 300_000);
});
