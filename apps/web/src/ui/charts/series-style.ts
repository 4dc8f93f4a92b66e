import type { ChartSeries } from './chart-types';

export type SeriesStyle = { stroke: string; dash: string | undefined };

const dashes = [undefined, '5 3', '2 3', '8 3 2 3', '10 4', '4 2 1 2', '1 3', '12 3 3 3'] as const;

/** CSS colour of series 1 to 8, round and round. */
export function seriesColor(index: number): string {
  return `var(--s${(index % 8) + 1})`;
}

/** Colour and dash of a series: two signals, so that colour is never the only one. */
export function seriesStyle(series: Pick<ChartSeries, 'colorIndex' | 'dash'>, position: number): SeriesStyle {
  const index = series.colorIndex === undefined ? position : series.colorIndex - 1;
  const own = { solid: undefined, dashed: '5 3', dotted: '2 3' } as const;
  return { stroke: seriesColor(index), dash: series.dash ? own[series.dash] : dashes[index % dashes.length] };
}
