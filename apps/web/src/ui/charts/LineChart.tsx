'use client';

import { useMemo } from 'react';
import { ReferenceLine } from 'recharts';
import { formatNumber } from '../../lib/format-number';
import { tickFormatter } from './axis-props';
import { ChartFrame } from './ChartFrame';
import type { ChartMeta, ChartSeries, ReferenceMark } from './chart-types';
import { thinnedNote } from './downsample';
import { axisNameRow, LinePlot, type LinePlotProps } from './LinePlot';
import { PlotMarker } from './plot-layers';
import { seriesStyle } from './series-style';
import { seriesTable } from './series-table';
import { niceTicks, wholeTicks } from './ticks';

export type LineChartProps = ChartMeta & {
  series: readonly ChartSeries[];
  /** Under the axis, at its right end: "share of stayers flagged", "epoch". */
  xLabel?: string;
  /** Over the axis: "precision". */
  yLabel?: string;
  xDomain?: readonly [number, number];
  /** The axis counts things (batches, rounds): no tick stands between two of them. */
  wholeX?: boolean;
  yDomain?: readonly [number, number];
  fromZero?: boolean;
  /** From (0, 0) to (1, 1): what guessing would give. */
  diagonal?: boolean;
  references?: readonly ReferenceMark[];
  /** A chosen place on the first line: "at 0.42". */
  marker?: { x: number; y: number; label: string };
  labels?: LinePlotProps['labels'];
  formatY?: (value: number) => string;
};

/** Curves over a number: ROC, precision and recall, loss, calibration. Lines are named where there is room. */
export function LineChart(props: LineChartProps) {
  const { series, xLabel, yLabel, yDomain, fromZero, references, formatY, labels = 'end', marker } = props;
  const xs = useMemo(() => series.flatMap(({ points }) => points.map(({ x }) => x)), [series]);
  const low = props.xDomain?.[0] ?? xs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = props.xDomain?.[1] ?? xs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const ticks = props.wholeX
    ? wholeTicks(low, high)
    : niceTicks(low, high).filter((tick) => tick >= low && tick <= high);
  const table = useMemo(
    () => seriesTable({ series, xName: xLabel ?? 'x', formatX: (value) => value }),
    [series, xLabel],
  );
  const first = series[0];
  return (
    <ChartFrame
      {...props}
      height={(props.height ?? 220) + (labels === 'below' ? series.length * 16 : 0) + (yLabel ? axisNameRow : 0)}
      table={table}
      empty={xs.length === 0}
      note={thinnedNote(series)}
    >
      <LinePlot
        series={series}
        xDomain={[low, high]}
        xTicks={ticks}
        formatX={tickFormatter(ticks)}
        formatXLong={(value) => `${xLabel ?? 'x'} ${formatNumber(value, 4)}`}
        xLabel={xLabel}
        yLabel={yLabel}
        yDomain={yDomain}
        fromZero={fromZero}
        formatY={formatY}
        references={references}
        labels={labels}
      >
        {props.diagonal ? (
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]}
            stroke="var(--border-strong)"
            strokeDasharray="3 3"
          />
        ) : null}
        {marker && first ? <PlotMarker {...marker} color={seriesStyle(first, 0).stroke} /> : null}
      </LinePlot>
    </ChartFrame>
  );
}
