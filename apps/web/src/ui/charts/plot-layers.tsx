'use client';

import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { ChartSeries, ReferenceMark } from './chart-types';
import { splitAtGaps } from './merge-series';
import { seriesStyle } from './series-style';
import { spreadLabels } from './spread-labels';

const labelHeight = 15;

/** Text at a line's end: label and, in the same colour, its last figure. */
export function labelText({ label, valueText }: Pick<ChartSeries, 'label' | 'valueText'>): string {
  return valueText ? `${label} ${valueText}` : label;
}

/** Names of the lines at their right ends, moved apart where they would overlap. */
export function EndLabels({ series }: { series: readonly ChartSeries[] }) {
  const plot = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  if (!plot || !xScale || !yScale) return null;
  const ends = series.flatMap((line, index) => {
    const last = splitAtGaps(line.points).at(-1)?.at(-1);
    const x = last ? xScale(last.x) : undefined;
    const y = last?.y === null || last === undefined ? undefined : yScale(last.y);
    return x === undefined || y === undefined ? [] : [{ line, index, x, y }];
  });
  const places = spreadLabels(
    ends.map(({ y }) => y),
    { gap: labelHeight, low: plot.y, high: plot.y + plot.height },
  );
  return ends.map(({ line, index }, position) => (
    <text
      key={line.id}
      x={plot.x + plot.width + 7}
      y={(places[position] ?? 0) + 4}
      className="end-label"
      style={{ fill: seriesStyle(line, index).stroke }}
    >
      {labelText(line)}
    </text>
  ));
}

/** From one name under a plot to the next. */
export const belowRow = 16;

/** Names of the lines under the plot and the name of its axis, for curves whose ends meet: no curve crosses them. */
export function BelowLabels({ series, axisNamed }: { series: readonly ChartSeries[]; axisNamed: boolean }) {
  const plot = usePlotArea();
  if (!plot) return null;
  const top = plot.y + plot.height + 37 + (axisNamed ? belowRow : 0);
  return series.map((line, index) => {
    const { stroke, dash } = seriesStyle(line, index);
    const y = top + index * belowRow;
    return (
      <g key={line.id}>
        <line
          x1={plot.x}
          x2={plot.x + 16}
          y1={y - 4}
          y2={y - 4}
          stroke={stroke}
          strokeWidth={1.75}
          strokeDasharray={dash}
        />
        <text x={plot.x + 22} y={y} className="end-label" style={{ fill: stroke }}>
          {labelText(line)}
        </text>
      </g>
    );
  });
}

/** Limits (dashed 3 3) and moments such as deployments (dashed 2 2), each with its words. */
export function ReferenceMarks({ marks }: { marks: readonly ReferenceMark[] }) {
  const plot = usePlotArea();
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  if (!plot || !xScale || !yScale) return null;
  const right = plot.x + plot.width;
  return marks.map((mark) => {
    const at = mark.axis === 'x' ? xScale(mark.value) : yScale(mark.value);
    if (at === undefined || !Number.isFinite(at)) return null;
    const key = `${mark.axis}${mark.value}${mark.label}`;
    const color = mark.tone === 'danger' ? 'var(--danger)' : mark.axis === 'x' ? 'var(--text)' : 'var(--border-strong)';
    if (mark.axis === 'y') {
      return (
        <g key={key}>
          <line x1={plot.x} x2={right} y1={at} y2={at} stroke={color} strokeDasharray="3 3" />
          <text
            x={mark.align === 'left' ? plot.x + 4 : right}
            y={at - 5}
            textAnchor={mark.align === 'left' ? 'start' : 'end'}
            style={mark.tone === 'danger' ? { fill: color } : {}}
          >
            {mark.label}
          </text>
        </g>
      );
    }
    const late = at > plot.x + plot.width * 0.7;
    return (
      <g key={key}>
        <line
          x1={at}
          x2={at}
          y1={plot.y}
          y2={plot.y + plot.height}
          stroke={color}
          strokeDasharray="2 2"
          opacity={0.7}
        />
        <text x={late ? at - 5 : at + 5} y={plot.y + 8} textAnchor={late ? 'end' : 'start'} className="strong">
          {mark.label}
        </text>
      </g>
    );
  });
}

/** Name of the x axis, under its right end. */
export function XAxisName({ name }: { name: string }) {
  const plot = usePlotArea();
  return plot ? (
    <text x={plot.x + plot.width} y={plot.y + plot.height + 37} textAnchor="end">
      {name}
    </text>
  ) : null;
}

/** Name of the y axis, over its upper end. */
export function YAxisName({ name }: { name: string }) {
  const plot = usePlotArea();
  return plot ? (
    <text x={plot.x} y={plot.y - 10} textAnchor="start">
      {name}
    </text>
  ) : null;
}

/** A chosen place on a curve: a ring with its words. */
export function PlotMarker({ x, y, label, color }: { x: number; y: number; label: string; color: string }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const cx = xScale?.(x);
  const cy = yScale?.(y);
  if (cx === undefined || cy === undefined) return null;
  return (
    <g>
      <circle cx={cx} cy={cy} r={4.5} fill="var(--surface)" stroke={color} strokeWidth={2} />
      <text x={cx + 10} y={cy + 13} className="strong">
        {label}
      </text>
    </g>
  );
}
