// biome-ignore-all lint/a11y/useSemanticElements: an axis of a drawing is the control; role and value say what is chosen
'use client';

import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { ChartFrame } from './ChartFrame';
import type { ChartMeta, ChartTableData } from './chart-types';
import {
  type Brush,
  type Brushes,
  brushedRows,
  brushWords,
  type ParallelAxis,
  type ParallelRow,
  placeOn,
  shortNumber,
  stepBrush,
} from './parallel-axes';
import { seriesColor } from './series-style';

export type ParallelChartProps = ChartMeta & {
  rows: readonly ParallelRow[];
  axes: readonly ParallelAxis[];
  brushes: Brushes;
  onBrushes: (brushes: Brushes) => void;
  /** Drawn strongest: the best of them, say. */
  marked?: string | undefined;
};

const room = { top: 34, bottom: 26, side: 64 };
/** Words beside an axis at most; of more only the outer ones are written. */
const mostWords = 8;

/**
 * Each row a line across axes side by side. Dragging along an axis keeps the rows within the stretch; by keyboard: arrows
 * move the stretch, Shift with them widens it, Escape lets it go.
 */
export function ParallelChart(props: ParallelChartProps) {
  const { rows, axes, brushes, marked, height = 300 } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const inside = new Set(brushedRows(rows, axes, brushes).map(({ id }) => id));
  const xOf = (at: number) =>
    axes.length < 2 ? width / 2 : room.side + (at * (width - 2 * room.side)) / (axes.length - 1);
  const yOf = (share: number) => room.top + (1 - share) * (height - room.top - room.bottom);
  // The marked one last, over the others.
  const ordered = [...rows].sort((a, b) => Number(a.id === marked) - Number(b.id === marked));
  return (
    <ChartFrame
      {...props}
      height={height}
      empty={rows.length === 0 || axes.length === 0}
      note="Drag along an axis to keep the runs within a range; the table shows them."
      table={tableOf(rows, axes)}
    >
      <div ref={box} className="h-full">
        <svg className="recharts-surface h-full w-full select-none" role="group" aria-label={props.title}>
          <g fill="none">
            {ordered.map((row) => (
              <RowLine
                key={row.id}
                points={axes.map((axis, at) => {
                  const place = placeOn(axis, row.values[axis.id]);
                  return place === null ? null : ([xOf(at), yOf(place)] as const);
                })}
                label={row.label}
                color={seriesColor(rows.indexOf(row))}
                quiet={!inside.has(row.id)}
                strong={row.id === marked}
              />
            ))}
          </g>
          {axes.map((axis, at) => (
            <Axis
              key={axis.id}
              axis={axis}
              x={xOf(at)}
              top={yOf(1)}
              bottom={yOf(0)}
              brush={brushes[axis.id]}
              onBrush={(brush) => {
                const { [axis.id]: _old, ...others } = brushes;
                props.onBrushes(brush === undefined ? others : { ...others, [axis.id]: brush });
              }}
            />
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}

function tableOf(rows: readonly ParallelRow[], axes: readonly ParallelAxis[]): ChartTableData {
  return {
    columns: [{ label: 'name' }, ...axes.map(({ label, kind }) => ({ label, numeric: kind === 'number' }))],
    rows: rows.map(({ label, values }) => [label, ...axes.map(({ id }) => values[id] ?? null)]),
  };
}

function useWidth(element: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return;
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

type Point = readonly [number, number] | null;

function RowLine(props: { points: readonly Point[]; label: string; color: string; quiet: boolean; strong: boolean }) {
  const { points, label, color, quiet, strong } = props;
  const path = points
    .map((point, at) =>
      point === null ? '' : `${at > 0 && points[at - 1] ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`,
    )
    .join('');
  return (
    <g
      stroke={quiet ? 'var(--border)' : color}
      strokeOpacity={quiet ? 0.7 : 1}
      strokeWidth={strong && !quiet ? 3 : 1.5}
    >
      <title>{label}</title>
      <path d={path} />
      <path d={bridges(points)} strokeDasharray="2 4" strokeWidth={1} />
      {points.map((point, at) =>
        point === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has one point for each axis, in their order
          <circle key={at} cx={point[0]} cy={point[1]} r={2.5} fill={quiet ? 'var(--border)' : color} stroke="none" />
        ),
      )}
    </g>
  );
}

/** Over axes where the line has no value: dotted, so that one sees where it goes on. */
function bridges(points: readonly Point[]): string {
  let last: Point = null;
  let gap = false;
  let path = '';
  for (const point of points) {
    if (point === null) gap = last !== null;
    else {
      if (gap && last !== null) path += `M${last[0]} ${last[1]}L${point[0]} ${point[1]}`;
      last = point;
      gap = false;
    }
  }
  return path;
}

type AxisProps = {
  axis: ParallelAxis;
  x: number;
  top: number;
  bottom: number;
  brush: Brush | undefined;
  onBrush: (brush: Brush | undefined) => void;
};

/** Choosing a stretch: by dragging, a click without a drag lets it go; by keys in steps. */
function useBrushing({ brush, onBrush }: Pick<AxisProps, 'brush' | 'onBrush'>) {
  const from = useRef<number | null>(null);
  const shareAt = (event: PointerEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, 1 - (event.clientY - box.top) / Math.max(1, box.height)));
  };
  const onPointerDown = (event: PointerEvent<SVGRectElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = shareAt(event);
  };
  const onPointerMove = (event: PointerEvent<SVGRectElement>) => {
    if (from.current === null) return;
    const to = shareAt(event);
    if (Math.abs(to - from.current) > 0.02) onBrush([Math.min(from.current, to), Math.max(from.current, to)]);
  };
  const onPointerUp = (event: PointerEvent<SVGRectElement>) => {
    // A click without a drag lets the stretch go.
    if (from.current !== null && Math.abs(shareAt(event) - from.current) <= 0.02) onBrush(undefined);
    from.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<SVGRectElement>) => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      onBrush(stepBrush(brush, { up: event.key === 'ArrowUp', widen: event.shiftKey }));
    } else if (event.key === 'Escape') onBrush(undefined);
    else return;
    event.preventDefault();
  };
  const onPointerCancel = () => {
    from.current = null;
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onKeyDown };
}

function Axis({ axis, x, top, bottom, brush, onBrush }: AxisProps) {
  const handlers = useBrushing({ brush, onBrush });
  const span = bottom - top;
  return (
    <g>
      <text x={x} y={14} textAnchor="middle" className="strong">
        {axis.label.length > 18 ? `${axis.label.slice(0, 17)}…` : axis.label}
        <title>{axis.label}</title>
      </text>
      <line x1={x} x2={x} y1={top} y2={bottom} stroke="var(--border-strong)" />
      {brush === undefined ? null : (
        <rect
          x={x - 7}
          width={14}
          y={bottom - brush[1] * span}
          height={Math.max(2, (brush[1] - brush[0]) * span)}
          rx={2}
          fill="var(--accent)"
          fillOpacity={0.22}
          stroke="var(--accent)"
        />
      )}
      <AxisWords axis={axis} x={x} top={top} bottom={bottom} />
      <rect
        x={x - 14}
        width={28}
        y={top}
        height={span}
        fill="transparent"
        className="cursor-ns-resize touch-none focus-visible:outline-2 focus-visible:outline-accent"
        role="slider"
        tabIndex={0}
        aria-label={`${axis.label}: choose a range`}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={brush?.[1] ?? 1}
        aria-valuetext={brush === undefined ? 'all' : brushWords(axis, brush)}
        {...handlers}
      />
    </g>
  );
}

/** Lines run behind the words and do not strike them out. */
const halo = { paintOrder: 'stroke', stroke: 'var(--surface)', strokeWidth: 4, strokeLinejoin: 'round' } as const;

function AxisWords({ axis, x, top, bottom }: { axis: ParallelAxis; x: number; top: number; bottom: number }) {
  if (axis.kind === 'number') {
    return (axis.single ? [0.5] : [1, 0.5, 0]).map((share) => (
      <text
        key={share}
        x={x + 9}
        y={bottom - share * (bottom - top) + (share === 0 ? 0 : 4)}
        className="end-label"
        style={halo}
      >
        {shortNumber(axis.ends[0] + share * (axis.ends[1] - axis.ends[0]))}
      </text>
    ));
  }
  const shown = axis.words.length <= mostWords ? axis.words : [axis.words[0] ?? '', axis.words.at(-1) ?? ''];
  return shown.map((word) => (
    <text
      key={word}
      x={x + 9}
      y={bottom - (placeOn(axis, word) ?? 0) * (bottom - top) + 4}
      className="end-label"
      style={halo}
    >
      {word.length > 12 ? `${word.slice(0, 11)}…` : word}
    </text>
  ));
}
