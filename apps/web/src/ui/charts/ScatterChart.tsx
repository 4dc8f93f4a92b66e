'use client';

import {
  CartesianGrid,
  ScatterChart as Plot,
  ReferenceArea,
  ReferenceLine,
  Scatter,
  Tooltip,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '../../lib/format-number';
import { tickFormatter, xAxisLook, yAxisLook, yAxisWidth } from './axis-props';
import { ChartFrame } from './ChartFrame';
import { ChartTooltip } from './ChartTooltip';
import type { ChartMeta, ReferenceMark } from './chart-types';
import { ReferenceMarks, XAxisName, YAxisName } from './plot-layers';
import { niceTicks } from './ticks';

export type ScatterPoint = {
  x: number;
  y: number;
  /** Name in the table and tooltip. */
  label?: string;
  /** Written beside the point; keep it for the few that matter. */
  named?: boolean;
  tone?: 'normal' | 'warning' | 'danger' | 'quiet';
};

export type ScatterChartProps = ChartMeta & {
  points: readonly ScatterPoint[];
  xLabel: string;
  yLabel: string;
  references?: readonly ReferenceMark[];
  /** A corner that asks for action: tinted, with a word. */
  zone?: { fromX: number; fromY: number; label: string };
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  /** A line where both figures are equal: predicted as it was. */
  diagonal?: boolean;
  /** Ticks and figures of an axis that does not count: times. */
  formatX?: (value: number) => string;
  formatY?: (value: number) => string;
  onPointClick?: (index: number) => void;
};

const drawnPoints = 1000;
const fills = { normal: 'var(--s1)', warning: 'var(--s5)', danger: 'var(--s2)', quiet: 'var(--border-strong)' };

const fourDigits = (value: number) => formatNumber(value, 4);

function domainOf(values: readonly number[], fixed: readonly [number, number] | undefined): number[] {
  if (fixed) return niceTicks(fixed[0], fixed[1]);
  return values.length === 0 ? [0, 1] : niceTicks(Math.min(...values), Math.max(...values));
}

/** Two figures of many things; at most 1,000 points are drawn. */
export function ScatterChart(props: ScatterChartProps) {
  const { xLabel, yLabel, references = [], zone, formatX, formatY, onPointClick } = props;
  const points = props.points.slice(0, drawnPoints);
  const xTicks = domainOf(
    points.map(({ x }) => x),
    props.xDomain,
  );
  const limits = references.filter(({ axis }) => axis === 'y').map(({ value }) => value);
  const yTicks = domainOf([...points.map(({ y }) => y), ...limits], props.yDomain);
  const note =
    props.points.length > drawnPoints
      ? `Drawn with the first 1,000 of ${formatNumber(props.points.length)} points; the CSV has all.`
      : undefined;
  return (
    <ChartFrame
      {...props}
      note={note}
      empty={points.length === 0}
      table={{
        columns: [{ label: 'name' }, { label: xLabel, numeric: true }, { label: yLabel, numeric: true }],
        rows: props.points.map(({ label, x, y }) => [label ?? null, x, y]),
      }}
    >
      <Plot responsive style={{ width: '100%', height: '100%' }} margin={{ top: 24, right: 12, bottom: 14, left: 0 }}>
        <CartesianGrid vertical={false} />
        <XAxis
          {...xAxisLook}
          type="number"
          dataKey="x"
          ticks={xTicks}
          domain={[xTicks[0] ?? 0, xTicks.at(-1) ?? 1]}
          tickFormatter={formatX ?? tickFormatter(xTicks)}
        />
        <YAxis
          {...yAxisLook}
          type="number"
          dataKey="y"
          ticks={yTicks}
          domain={[yTicks[0] ?? 0, yTicks.at(-1) ?? 1]}
          tickFormatter={formatY ?? tickFormatter(yTicks)}
          width={formatY ? 84 : yAxisWidth(yTicks)}
        />
        {zone ? (
          <ReferenceArea
            x1={zone.fromX}
            y1={zone.fromY}
            x2={xTicks.at(-1) ?? 1}
            y2={yTicks.at(-1) ?? 1}
            fill="var(--danger)"
            fillOpacity={0.09}
            label={{ value: zone.label, position: 'insideTopRight', fill: 'var(--danger)' }}
          />
        ) : null}
        <ReferenceMarks marks={references} />
        {props.diagonal ? (
          <ReferenceLine segment={equals(xTicks, yTicks)} stroke="var(--border-strong)" strokeDasharray="3 3" />
        ) : null}
        <XAxisName name={xLabel} />
        {props.title === yLabel ? null : <YAxisName name={yLabel} />}
        <Scatter
          data={points}
          isAnimationActive={false}
          shape={(dot) => (
            <circle
              cx={dot.cx}
              cy={dot.cy}
              r={points.length > 300 ? 2.5 : 4}
              fill={fills[points[dot.index]?.tone ?? 'normal']}
              fillOpacity={points.length > 300 ? 0.6 : 0.85}
            />
          )}
          {...(onPointClick ? { onClick: (_: unknown, index: number) => onPointClick(index), cursor: 'pointer' } : {})}
        />
        <PointNames points={points} />
        <Tooltip
          isAnimationActive={false}
          cursor={false}
          content={({ active, payload }) => {
            const point = active ? points.find((candidate) => candidate === payload?.[0]?.payload) : undefined;
            if (!point) return null;
            const stroke = fills[point.tone ?? 'normal'];
            return (
              <ChartTooltip
                heading={point.label ?? ''}
                lines={[
                  { label: xLabel, value: (formatX ?? fourDigits)(point.x), stroke },
                  { label: yLabel, value: (formatY ?? fourDigits)(point.y), stroke },
                ]}
              />
            );
          }}
        />
      </Plot>
    </ChartFrame>
  );
}

/** The stretch of x = y that lies within both axes. */
function equals(
  xTicks: readonly number[],
  yTicks: readonly number[],
): [{ x: number; y: number }, { x: number; y: number }] {
  const low = Math.max(xTicks[0] ?? 0, yTicks[0] ?? 0);
  const high = Math.max(low, Math.min(xTicks.at(-1) ?? 1, yTicks.at(-1) ?? 1));
  return [
    { x: low, y: low },
    { x: high, y: high },
  ];
}

function PointNames({ points }: { points: readonly ScatterPoint[] }) {
  const plot = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  if (!plot || !xScale || !yScale) return null;
  return points
    .filter(({ named, label }) => named && label)
    .map(({ x, y, label, tone }) => {
      const cx = xScale(x) ?? 0;
      const late = cx > plot.x + plot.width * 0.6;
      const strong = tone === 'danger' || tone === 'warning';
      return (
        <text
          key={label}
          x={late ? cx - 9 : cx + 9}
          y={(yScale(y) ?? 0) + 4}
          textAnchor={late ? 'end' : 'start'}
          className={strong ? 'strong' : ''}
        >
          {label}
        </text>
      );
    });
}
