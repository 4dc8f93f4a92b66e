import type { Outputs } from '../../client/outputs';
import { formatNumber } from '../../lib/format-number';
import type { ChartSeries } from '../../ui/charts';

type Curve = Outputs['runs']['fit']['curves'][number];

/** Curves of a fit as the lines of a chart, each with its latest value. */
export function fitSeries(curves: readonly Curve[]): ChartSeries[] {
  return curves.map(({ series, steps, values }) => {
    const last = values.at(-1);
    return {
      id: series,
      label: series,
      ...(last === undefined ? {} : { valueText: formatNumber(last, 4) }),
      points: steps.map((x, at) => ({ x, y: values[at] ?? null })),
    };
  });
}

/** The round a fit has come to; null before the first. */
export function latestRound(curves: readonly Curve[]): number | null {
  const ends = curves.flatMap(({ steps }) => steps.at(-1) ?? []);
  return ends.length === 0 ? null : Math.max(...ends);
}
