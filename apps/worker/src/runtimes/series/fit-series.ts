import { possibleSeasons, repeatsAfter, stepInWords } from '@millrace/pipeline-core/series';
import { normalQuantile } from '@millrace/pipeline-core/stats';
import type { FitContext, FittedModel, TrainingRows } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { bestMethod, type JudgedFit } from './best-method';
import type { SeriesParams } from './params';
import { againstNaive } from './rolling-errors';
import { band, type MethodContext, type SeriesMethod } from './series-fit';
import { type NamedSeries, seriesRows } from './series-rows';
import { encodeForecast, type ForecastSeries } from './stored-forecast';

/** Fewest and most steps that are looked ahead when nobody says how many. */
const LEAST_AHEAD = 30;
const MOST_AHEAD = 5000;

type SeriesOptions = {
  place: string;
  train: TrainingRows;
  params: SeriesParams;
  context: FitContext;
  /** The methods to choose from, made anew for each series. */
  methods(context: MethodContext): SeriesMethod[];
};

/** A forecast of every series in the rows, but for the format: each series is learned by itself. */
export async function fitSeries(options: SeriesOptions): Promise<Omit<FittedModel, 'format'>> {
  const { place, train, params, context } = options;
  const { features, series, tooShort } = seriesRows(train, { place, duplicates: params.duplicates });
  const learned: { one: NamedSeries; period: number; judged: JudgedFit }[] = [];
  for (const one of series) {
    const period = periodOf(one, params.period);
    learned.push({ one, period, judged: await learn(one, period, options) });
    context.progress({ done: learned.length, total: series.length });
  }
  const answers = learned.map(({ one, judged }) => answersOf(one, judged, params));
  return {
    task: 'forecast',
    features,
    importance: features.map(({ name }) => ({ feature: name, value: 0 })),
    curve: [],
    ...encodeForecast(answers),
    summary: {
      ...(tooShort === 0 ? {} : { 'series left out, of one time only': tooShort }),
      ...summaryOf(learned),
      'steps ahead': aheadOf(series[0]!, params.horizon),
    },
  };
}

function learn(one: NamedSeries, period: number, { methods, context }: SeriesOptions): Promise<JudgedFit> {
  const given: MethodContext = { quick: context.finish.aborted, pause: createPause(context) };
  return bestMethod({ methods: methods(given), values: one.values, period, context: given });
}

/** The season asked for, or the first possible one that the values show; one longer than the series is none. */
function periodOf({ grid, values }: NamedSeries, asked: number): number {
  if (asked > 0) return asked < values.length ? asked : 1;
  return possibleSeasons(grid).find((period) => repeatsAfter(values, period)) ?? 1;
}

function aheadOf({ values }: NamedSeries, asked: number): number {
  if (asked > 0) return asked;
  return Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.ceil(values.length / 2)));
}

/** Mean and interval of every step: one step ahead on those that are known, then the path after them. */
function answersOf(one: NamedSeries, { fit }: JudgedFit, { level, horizon }: SeriesParams): ForecastSeries {
  const known = one.values.length;
  const ahead = aheadOf(one, horizon);
  const path = fit.path(ahead);
  const spread = fit.spread(ahead);
  // Rounded: the last bits of a quantile differ between machines.
  const z = Math.round(normalQuantile((1 + level) / 2) * 1e9) / 1e9;
  const means = new Float64Array(known + ahead);
  means.set(fit.fitted);
  means.set(path, known);
  const lows = new Float64Array(known + ahead);
  const highs = new Float64Array(known + ahead);
  for (let step = 0; step < means.length; step++) {
    const wider = step < known ? 1 : spread[step - known]!;
    const [low, high] = band(means[step]!, { deviation: fit.deviation * wider, scale: fit.scale }, z);
    lows[step] = low;
    highs[step] = high;
  }
  return { name: one.name, grid: one.grid, means, lows, highs };
}

/** What a person wants to know first: how it was learned, and whether it is worth more than the naive forecast. */
function summaryOf(
  learned: readonly { one: NamedSeries; period: number; judged: JudgedFit }[],
): FittedModel['summary'] {
  const [first] = learned;
  const total = (of: (judged: JudgedFit) => number) => learned.reduce((sum, { judged }) => sum + of(judged), 0);
  const gaps = learned.reduce((sum, { one }) => sum + one.gaps, 0);
  const duplicates = learned.reduce((sum, { one }) => sum + one.duplicates, 0);
  const errors = { sum: total(({ errors: e }) => e.sum), count: total(({ errors: e }) => e.count) };
  const naive = { sum: total(({ naive: e }) => e.sum), count: total(({ naive: e }) => e.count) };
  return {
    ...(learned.length === 1
      ? { method: first?.judged.fit.words ?? '' }
      : { series: learned.length, 'most used method': mostUsed(learned) }),
    step: first === undefined ? '' : stepInWords(first.one.grid),
    season: first === undefined || first.period === 1 ? 'none' : `${first.period} steps`,
    ...(gaps === 0 ? {} : { 'steps without a value': gaps }),
    ...(duplicates === 0 ? {} : { 'values at the same time as another': duplicates }),
    ...againstNaive(errors, naive),
  };
}

function mostUsed(learned: readonly { judged: JudgedFit }[]): string {
  const counts = new Map<string, number>();
  for (const { judged } of learned) counts.set(judged.fit.words, (counts.get(judged.fit.words) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most?.[0] ?? '';
}
