'use client';

import { Bar, LabelList, type LabelProps, BarChart as Plot, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber } from '../../lib/format-number';
import { ChartFrame } from './ChartFrame';
import { ChartTooltip } from './ChartTooltip';
import type { ChartMeta } from './chart-types';
import { seriesColor } from './series-style';

export type BarChartProps = ChartMeta & {
  /** In the order to draw them, largest first as a rule. */
  bars: readonly { label: string; value: number }[];
  /** What the figures are: "importance". */
  valueLabel: string;
  format?: (value: number) => string;
  colorIndex?: number;
  /** A line under the bars. */
  note?: string;
  onBarClick?: (label: string) => void;
};

const rowHeight = 22;
const widestName = 190;
const longestName = 26;

/** Named figures as horizontal bars with the figure at the end: importance, top values, counts. */
export function BarChart(props: BarChartProps) {
  const { bars, valueLabel, format = (value: number) => formatNumber(value, 3), colorIndex = 1, onBarClick } = props;
  const rows = bars.map((bar) => ({ ...bar, text: format(bar.value) }));
  const longest = Math.max(0, ...bars.map(({ label }) => label.length));
  const textRoom = Math.max(0, ...rows.map(({ text }) => text.length)) * 7.2 + 14;
  return (
    <ChartFrame
      {...props}
      height={props.height ?? Math.max(64, bars.length * rowHeight + 4)}
      empty={bars.length === 0}
      table={{
        columns: [{ label: 'name' }, { label: valueLabel, numeric: true }],
        rows: bars.map(({ label, value }) => [label, value]),
      }}
    >
      <Plot
        responsive
        data={rows}
        layout="vertical"
        barCategoryGap="28%"
        style={{ width: '100%', height: '100%' }}
        margin={{ top: 0, right: textRoom, bottom: 0, left: 0 }}
      >
        <XAxis type="number" hide domain={[(low: number) => Math.min(0, low), (high: number) => high || 1]} />
        <YAxis
          type="category"
          dataKey="label"
          width={Math.min(widestName, longest * 6.5 + 8)}
          tickLine={false}
          axisLine={false}
          tickMargin={4}
          interval={0}
          tick={({ x, y, payload }) => <BarName x={Number(x)} y={Number(y)} name={String(payload.value)} />}
        />
        <Bar
          dataKey="value"
          name={valueLabel}
          fill={seriesColor(colorIndex - 1)}
          fillOpacity="var(--bar)"
          radius={[0, 2, 2, 0]}
          isAnimationActive={false}
          {...(onBarClick
            ? { onClick: (_: unknown, index: number) => onBarClick(bars[index]?.label ?? ''), cursor: 'pointer' }
            : {})}
        >
          <LabelList dataKey="text" content={BarFigure} />
        </Bar>
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--border-strong)', fillOpacity: 0.1 }}
          content={({ active, label, payload }) =>
            active && payload?.[0] ? (
              <ChartTooltip
                heading={String(label)}
                lines={[
                  { label: valueLabel, value: format(Number(payload[0].value)), stroke: seriesColor(colorIndex - 1) },
                ]}
              />
            ) : null
          }
        />
      </Plot>
    </ChartFrame>
  );
}

/** Behind the bar's end, of one below zero behind the zero line: to the left of it stands its name. */
function BarFigure({ x, y, width, height, value }: LabelProps) {
  const [from, length] = [Number(x), Number(width)];
  return (
    <text
      x={Math.max(from, from + length) + 8}
      y={Number(y) + Number(height) / 2}
      dy={4}
      style={{ fill: 'var(--text)' }}
    >
      {value}
    </text>
  );
}

/** On one line: a long name is cut, and whole on hover and in the table. */
function BarName({ x, y, name }: { x: number; y: number; name: string }) {
  const letters = [...name];
  return (
    <text x={x} y={y} dy={4} textAnchor="end" style={{ fill: 'var(--text)' }}>
      <title>{name}</title>
      {letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : name}
    </text>
  );
}
