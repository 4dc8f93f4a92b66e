'use client';

import type { Dependence } from '@millrace/pipeline-core/explain';
import { useId, useMemo } from 'react';
import { formatNumber } from '../../lib/format-number';
import { BarChart, ChartFrame, type ChartTableData, LineChart } from '../../ui/charts';
import { dependenceShape } from './dependence-shape';

type Props = {
  curve: Dependence;
  /** Rows behind it. */
  n: number;
  /** What the answers are: "probability of yes". */
  unit: string;
};

/** How the mean answer changes with one column: a curve over numbers, bars over texts. */
export function DependenceChart({ curve, n, unit }: Props) {
  const [first] = curve.outputs;
  if (first === undefined) return null;
  if (curve.kind === 'category') {
    // Of several classes the bars are those of one.
    const drawn = curve.outputs.length > 1 ? `${unit} of ${first.name}` : unit;
    return (
      <BarChart
        title={curve.column}
        unit={drawn}
        n={n}
        valueLabel={drawn}
        bars={curve.points.map(({ at }, place) => ({ label: String(at), value: first.means[place] ?? 0 }))}
      />
    );
  }
  if (curve.outputs.length > 1) {
    return (
      <LineChart
        title={curve.column}
        unit={unit}
        n={n}
        xLabel={curve.column}
        labels="below"
        series={curve.outputs.map(({ name, means }) => ({
          id: name,
          label: name,
          points: curve.points.map(({ at }, place) => ({ x: Number(at), y: means[place] ?? null })),
        }))}
      />
    );
  }
  return <SingleRowsChart curve={curve} n={n} unit={unit} />;
}

/** The mean as a line over those of single rows, with the place of the rows below and stretches with few of them shaded. */
function SingleRowsChart({ curve, n, unit }: Props) {
  const shape = useMemo(() => dependenceShape(curve), [curve]);
  const hatch = useId();
  return (
    <ChartFrame
      title={curve.column}
      unit={unit}
      n={n}
      picture={false}
      empty={curve.points.length === 0}
      table={dependenceTable(curve, unit)}
      note={`Thick: all rows. Thin: single rows. Marks: where rows lie.${shape.sparse.length > 0 ? ' Shaded: few rows.' : ''}`}
    >
      <div className="relative h-full text-12 text-muted tabular-nums">
        <div className="absolute top-2 right-2 bottom-6 left-14 border-b border-border-control">
          <svg
            role="img"
            aria-label={summary(curve, unit)}
            viewBox="0 0 1000 1000"
            preserveAspectRatio="none"
            className="block h-full w-full"
          >
            <pattern id={hatch} width={24} height={24} patternUnits="userSpaceOnUse">
              <rect width={24} height={24} className="fill-surface-2" />
              <path
                d="M0 24 24 0"
                className="stroke-border-strong"
                strokeOpacity={0.4}
                vectorEffect="non-scaling-stroke"
              />
            </pattern>
            {shape.sparse.map(({ from, to }) => (
              <rect key={from} x={from} y={0} width={Math.max(0, to - from)} height={1000} fill={`url(#${hatch})`} />
            ))}
            {shape.single.map((points, row) => (
              <polyline
                // biome-ignore lint/suspicious/noArrayIndexKey: single rows have no other name than their place
                key={row}
                points={points}
                fill="none"
                className="stroke-border-strong"
                strokeOpacity={0.35}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <polyline
              points={shape.mean}
              fill="none"
              className="stroke-s1"
              strokeWidth={2}
              vectorEffect="non-scaling-stroke"
            />
            {shape.rug.map((at, place) => (
              <line
                // biome-ignore lint/suspicious/noArrayIndexKey: several rows may lie at one place
                key={place}
                x1={at}
                x2={at}
                y1={970}
                y2={1000}
                className="stroke-text"
                strokeOpacity={0.6}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
        </div>
        <Ends low={shape.y[0]} high={shape.y[1]} side="left" />
        <Ends low={shape.x[0]} high={shape.x[1]} side="bottom" />
      </div>
    </ChartFrame>
  );
}

/** The ends of an axis, which with the lines between them say enough. */
function Ends({ low, high, side }: { low: number; high: number; side: 'left' | 'bottom' }) {
  if (side === 'left') {
    return (
      <div aria-hidden className="absolute top-0 bottom-4 left-0 flex w-12 flex-col justify-between text-right">
        <span>{formatNumber(high, 3)}</span>
        <span>{formatNumber(low, 3)}</span>
      </div>
    );
  }
  return (
    <div aria-hidden className="absolute right-2 bottom-0 left-14 flex justify-between">
      <span>{formatNumber(low, 3)}</span>
      <span>{formatNumber(high, 3)}</span>
    </div>
  );
}

function summary({ column, points, outputs }: Dependence, unit: string): string {
  const means = outputs[0]?.means ?? [];
  const end = (at: number) => `${formatNumber(means.at(at) ?? null, 3)} at ${String(points.at(at)?.at ?? '')}`;
  return `${unit} over ${column}: ${end(0)}, ${end(-1)}`;
}

function dependenceTable({ column, points, outputs }: Dependence, unit: string): ChartTableData {
  return {
    columns: [
      { label: column, numeric: true },
      { label: unit, numeric: true },
      { label: 'rows near it', numeric: true },
    ],
    rows: points.map(({ at, rows }, place) => [at, outputs[0]?.means[place] ?? null, rows]),
  };
}
