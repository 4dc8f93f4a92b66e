'use client';

import { useMemo } from 'react';
import { formatDateTime, formatDay } from '../../lib/format-date';
import { ChartFrame } from './ChartFrame';
import type { ChartMeta, ChartSeries, ReferenceMark } from './chart-types';
import { thinnedNote } from './downsample';
import { LinePlot } from './LinePlot';
import { seriesTable } from './series-table';
import { showsSeconds, showsTimeOfDay, timeTicks } from './ticks';

export type TimeChartProps = ChartMeta & {
  /** x in milliseconds since 1970; at most 20 lines. */
  series: readonly ChartSeries[];
  /** Range shown, even where there is no data; by default that of the data. */
  from?: number;
  to?: number;
  references?: readonly ReferenceMark[];
  yDomain?: readonly [number, number];
  fromZero?: boolean;
  formatY?: (value: number) => string;
};

function clock(at: number, seconds: boolean): string {
  const parts = { hour: '2-digit', minute: '2-digit' } as const;
  return new Date(at).toLocaleTimeString('en-GB', seconds ? { ...parts, second: '2-digit' } : parts);
}

/** Figures over time, each line named at its end, deployments and limits marked. */
export function TimeChart(props: TimeChartProps) {
  const { series, references, yDomain, fromZero, formatY } = props;
  const xs = useMemo(() => series.flatMap(({ points }) => points.map(({ x }) => x)), [series]);
  const from = props.from ?? xs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = props.to ?? xs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const table = useMemo(
    () => seriesTable({ series, xName: 'time', formatX: (value) => new Date(value).toISOString() }),
    [series],
  );
  const offset = -new Date(Number.isFinite(from) ? from : 0).getTimezoneOffset() * 60_000;
  const ticks = timeTicks(from, to, { offset, count: 5 });
  const ofDay = showsTimeOfDay(ticks);
  const seconds = showsSeconds(ticks);
  return (
    <ChartFrame {...props} table={table} empty={xs.length === 0} note={thinnedNote(series)}>
      <LinePlot
        series={series}
        xDomain={[from, to]}
        xTicks={ticks}
        formatX={(value) => (ofDay ? clock(value, seconds) : formatDay(value))}
        formatXLong={(value) => formatDateTime(value)}
        references={references}
        yDomain={yDomain}
        fromZero={fromZero}
        formatY={formatY}
        labels="end"
      />
    </ChartFrame>
  );
}
