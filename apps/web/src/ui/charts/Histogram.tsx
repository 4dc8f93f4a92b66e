'use client';

import { Bar, CartesianGrid, BarChart as Plot, Tooltip, usePlotArea, useYAxisScale, XAxis, YAxis } from 'recharts';
import { formatNumber } from '../../lib/format-number';
import { tickFormatter, yAxisLook, yAxisWidth } from './axis-props';
import { ChartFrame } from './ChartFrame';
import { ChartLegend, ChartTooltip } from './ChartTooltip';
import type { ChartMeta } from './chart-types';
import { edgeLabels } from './edge-labels';
import { seriesColor } from './series-style';
import { niceTicks } from './ticks';

export type HistogramProps = ChartMeta & {
  /** Limits of the bins, ascending: one more than there are bins. */
  edges: readonly number[];
  /** Stacked parts of each bin; one entry for a plain histogram. */
  series: readonly { label: string; counts: readonly number[]; colorIndex?: number }[];
  /** Drawn as an outline, in the same unit: training against now. */
  reference?: { label: string; counts: readonly number[] };
  /** Unit of the edges, beside the middle label: "months". */
  xUnit?: string;
  /** A place on the axis with words: "flagged from 0.42". */
  mark?: { at: number; label: string };
  formatX?: (value: number) => string;
};

type Row = { name: string } & Record<string, number | string>;

/** A distribution: current as fill, reference as outline. */
export function Histogram(props: HistogramProps) {
  const { edges, series, reference, xUnit, mark, formatX = (value: number) => formatNumber(value, 3) } = props;
  const colors = series.map((part, index) => seriesColor((part.colorIndex ?? index + 1) - 1));
  const rows: Row[] = edges.slice(0, -1).map((edge, bin) => ({
    name: `${formatX(edge)} to ${formatX(edges[bin + 1] ?? edge)}`,
    ...Object.fromEntries(series.map((part, index) => [`p${index}`, part.counts[bin] ?? 0])),
  }));
  const totals = rows.map((_, bin) => series.reduce((sum, part) => sum + (part.counts[bin] ?? 0), 0));
  const ticks = niceTicks(0, Math.max(1, ...totals, ...(reference?.counts ?? [])), 3);
  const legend = [
    ...(reference ? [{ label: reference.label, color: 'var(--s1)', look: 'line' as const }] : []),
    ...series.map((part, index) => ({ label: part.label, color: colors[index] ?? '', look: 'fill' as const })),
  ];
  return (
    <ChartFrame
      {...props}
      empty={totals.every((total) => total === 0)}
      legend={legend.length > 1 ? <ChartLegend items={legend} /> : null}
      table={{
        columns: [
          { label: 'bin' },
          ...series.map(({ label }) => ({ label, numeric: true })),
          ...(reference ? [{ label: reference.label, numeric: true }] : []),
        ],
        rows: rows.map((row, bin) => [
          row.name,
          ...series.map(({ counts }) => counts[bin] ?? 0),
          ...(reference ? [reference.counts[bin] ?? 0] : []),
        ]),
      }}
    >
      <Plot
        responsive
        data={rows}
        barCategoryGap={1}
        style={{ width: '100%', height: '100%' }}
        margin={{ top: 10, right: 4, bottom: 20, left: 0 }}
      >
        <CartesianGrid vertical={false} />
        <XAxis
          dataKey="name"
          tick={false}
          tickLine={false}
          height={1}
          axisLine={{ stroke: 'var(--border-control)', shapeRendering: 'crispEdges' }}
        />
        <YAxis
          {...yAxisLook}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          tickFormatter={tickFormatter(ticks)}
          width={yAxisWidth(ticks)}
        />
        {series.map((part, index) => (
          <Bar
            key={part.label}
            dataKey={`p${index}`}
            name={part.label}
            stackId="bins"
            fill={colors[index] ?? ''}
            fillOpacity="var(--bar)"
            isAnimationActive={false}
          />
        ))}
        {reference ? <StepOutline counts={reference.counts} /> : null}
        <EdgeLabels edges={edges} format={props.formatX} unit={xUnit} mark={mark} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--border-strong)', fillOpacity: 0.12 }}
          content={({ active, label, activeIndex }) => {
            const bin = Number(activeIndex);
            if (!active || !Number.isInteger(bin)) return null;
            const lines = series.map((part, index) => ({
              label: part.label,
              value: formatNumber(part.counts[bin] ?? 0),
              stroke: colors[index] ?? '',
            }));
            const outline = reference
              ? [{ label: reference.label, value: formatNumber(reference.counts[bin] ?? 0), stroke: 'var(--s1)' }]
              : [];
            return <ChartTooltip heading={String(label)} lines={[...outline, ...lines]} />;
          }}
        />
      </Plot>
    </ChartFrame>
  );
}

function StepOutline({ counts }: { counts: readonly number[] }) {
  const plot = usePlotArea();
  const yScale = useYAxisScale();
  if (!plot || !yScale || counts.length === 0) return null;
  const slot = plot.width / counts.length;
  const path = counts
    .map((count, bin) => {
      const y = yScale(count) ?? plot.y + plot.height;
      return `${bin === 0 ? 'M' : 'L'}${plot.x + bin * slot} ${y}H${plot.x + (bin + 1) * slot}`;
    })
    .join('');
  return <path d={path} fill="none" stroke="var(--s1)" strokeWidth={1.75} strokeLinejoin="round" />;
}

function EdgeLabels(props: {
  edges: readonly number[];
  format: ((value: number) => string) | undefined;
  unit: string | undefined;
  mark: { at: number; label: string } | undefined;
}) {
  const plot = usePlotArea();
  const { edges, format, unit, mark } = props;
  const first = edges[0];
  const last = edges.at(-1);
  if (!plot || first === undefined || last === undefined) return null;
  const base = plot.y + plot.height + 16;
  const place = (value: number) => plot.x + ((value - first) / (last - first || 1)) * plot.width;
  const at = mark ? place(mark.at) : 0;
  const labels = edgeLabels({ first, last, format });
  const middle = Math.floor((labels.length - 1) / 2);
  const late = at > plot.x + plot.width * 0.6;
  return (
    <g>
      {labels.map(({ value, text }, index) => (
        <text key={value} x={place(value)} y={base} textAnchor={anchorOf(place(value), plot)}>
          {text}
          {unit && index === middle ? ` ${unit}` : ''}
        </text>
      ))}
      {mark ? (
        <>
          <line
            x1={at}
            x2={at}
            y1={plot.y}
            y2={plot.y + plot.height}
            stroke="var(--text)"
            strokeDasharray="2 2"
            opacity={0.7}
          />
          <text x={late ? at - 5 : at + 5} y={plot.y + 8} textAnchor={late ? 'end' : 'start'} className="strong">
            {mark.label}
          </text>
        </>
      ) : null}
    </g>
  );
}

/** Words that would reach over an end of the axis begin or end there. */
function anchorOf(x: number, plot: { x: number; width: number }): 'start' | 'middle' | 'end' {
  if (x < plot.x + 20) return 'start';
  return x > plot.x + plot.width - 20 ? 'end' : 'middle';
}
