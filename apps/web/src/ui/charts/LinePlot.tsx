'use client';

import { type ReactNode, useMemo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber } from '../../lib/format-number';
import { tickFormatter, xAxisLook, yAxisLook, yAxisWidth } from './axis-props';
import { ChartTooltip } from './ChartTooltip';
import type { ChartSeries, ReferenceMark } from './chart-types';
import { downsample } from './downsample';
import { mergeSeries, type PlotRow, type Segment } from './merge-series';
import { BelowLabels, belowRow, EndLabels, labelText, ReferenceMarks, XAxisName, YAxisName } from './plot-layers';
import { seriesStyle } from './series-style';
import { niceTicks } from './ticks';

export type LinePlotProps = {
  series: readonly ChartSeries[];
  xDomain: readonly [number, number];
  xTicks: readonly number[];
  formatX: (value: number) => string;
  formatXLong?: (value: number) => string;
  xLabel?: string | undefined;
  yLabel?: string | undefined;
  /** Fixed range of y; otherwise from the data, and from zero when `fromZero`. */
  yDomain?: readonly [number, number] | undefined;
  fromZero?: boolean | undefined;
  formatY?: ((value: number) => string) | undefined;
  references?: readonly ReferenceMark[] | undefined;
  labels: 'end' | 'below';
  children?: ReactNode;
};

function yRange(props: LinePlotProps): number[] {
  if (props.yDomain) return niceTicks(props.yDomain[0], props.yDomain[1]);
  const values = props.series.flatMap(({ points }) => points.flatMap(({ y, low, high }) => [y, low, high]));
  const limits = (props.references ?? []).filter(({ axis }) => axis === 'y').map(({ value }) => value);
  const known = [...values, ...limits].filter((value) => value !== null && value !== undefined);
  if (known.length === 0) return [0, 1];
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const bottom = props.fromZero ? Math.min(0, low) : low;
  // Words stand on top of a limit: room for them when it is the highest thing drawn.
  const top = limits.includes(high) ? high + (high - bottom) * 0.12 : high;
  return niceTicks(bottom, top);
}

/** What the name of an axis takes. */
export const axisNameRow = 14;

/** Room under the ticks: the name of the axis, and the names of the lines when they stand there. */
export function bottomRoom({ xLabel, labels, series }: Pick<LinePlotProps, 'xLabel' | 'labels' | 'series'>): number {
  return (xLabel ? axisNameRow : 0) + (labels === 'below' ? series.length * belowRow + 2 : 0);
}

/** Lines with intervals, direct labels and reference marks: what TimeChart and LineChart share. */
export function LinePlot(props: LinePlotProps) {
  const { series, xDomain, xTicks, formatX, xLabel, yLabel, references = [], labels } = props;
  const { rows, segments } = useMemo(
    () => mergeSeries(series.map((line) => ({ ...line, points: downsample(line.points) }))),
    [series],
  );
  const yTicks = yRange(props);
  const formatY = props.formatY ?? tickFormatter(yTicks);
  const endRoom = labels === 'end' ? Math.max(0, ...series.map((line) => labelText(line).length)) * 6.6 + 10 : 8;
  return (
    <ComposedChart
      responsive
      data={rows}
      style={{ width: '100%', height: '100%' }}
      margin={{ top: yLabel ? 10 + axisNameRow : 10, right: endRoom, bottom: bottomRoom(props), left: 0 }}
    >
      <CartesianGrid vertical={false} />
      <XAxis
        {...xAxisLook}
        dataKey="x"
        type="number"
        domain={[xDomain[0], xDomain[1]]}
        ticks={[...xTicks]}
        tickFormatter={formatX}
      />
      <YAxis
        {...yAxisLook}
        ticks={yTicks}
        domain={[yTicks[0] ?? 0, yTicks.at(-1) ?? 1]}
        tickFormatter={formatY}
        width={yAxisWidth(yTicks)}
        allowDataOverflow
      />
      {props.children}
      {segments.map((segment) => bandOf(segment, series, rows))}
      {segments.map((segment) => lineOf(segment, series, rows))}
      <ReferenceMarks marks={references} />
      {xLabel ? <XAxisName name={xLabel} /> : null}
      {yLabel ? <YAxisName name={yLabel} /> : null}
      {labels === 'end' ? (
        <EndLabels series={series} />
      ) : (
        <BelowLabels series={series} axisNamed={xLabel !== undefined} />
      )}
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--border-strong)' }}
        content={({ active, payload, label }) =>
          active && payload ? (
            <ChartTooltip
              heading={(props.formatXLong ?? formatX)(Number(label))}
              lines={payload.flatMap((entry) => {
                const segment = segments.find(({ key }) => key === entry.dataKey);
                const line = segment ? series[segment.seriesIndex] : undefined;
                if (!segment || !line || typeof entry.value !== 'number') return [];
                const value = props.formatY ? props.formatY(entry.value) : formatNumber(entry.value, 4);
                return [{ label: line.label, value, ...seriesStyle(line, segment.seriesIndex) }];
              })}
            />
          ) : null
        }
      />
    </ComposedChart>
  );
}

function lineOf(segment: Segment, series: readonly ChartSeries[], rows: readonly PlotRow[]): ReactNode {
  const line = series[segment.seriesIndex];
  if (!line) return null;
  const { stroke, dash } = seriesStyle(line, segment.seriesIndex);
  const single = rows.filter((row) => typeof row[segment.key] === 'number').length === 1;
  return (
    <Line
      key={segment.key}
      dataKey={segment.key}
      name={line.label}
      type="linear"
      stroke={stroke}
      strokeWidth={1.75}
      {...(dash ? { strokeDasharray: dash } : {})}
      // One point makes no line: it is drawn as a disc, whole also where the line would be dashed.
      dot={single ? { r: 3, fill: stroke, stroke: 'none' } : false}
      activeDot={{ r: 4, fill: stroke, stroke: 'var(--surface)' }}
      connectNulls
      isAnimationActive={false}
    />
  );
}

function bandOf(segment: Segment, series: readonly ChartSeries[], rows: readonly PlotRow[]): ReactNode {
  const key = `${segment.key}_band`;
  const line = series[segment.seriesIndex];
  if (!line || !rows.some((row) => row[key] !== undefined)) return null;
  return (
    <Area
      key={key}
      dataKey={key}
      type="linear"
      stroke="none"
      fill={seriesStyle(line, segment.seriesIndex).stroke}
      fillOpacity={0.14}
      activeDot={false}
      connectNulls
      isAnimationActive={false}
    />
  );
}
