// biome-ignore-all lint/a11y/useSemanticElements: the drawing is the control; roles and values say what it shows
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a row of cells is moved through like a slider
'use client';

import { type KeyboardEvent, useId, useState } from 'react';
import { cn } from '../../lib/cn';
import { formatNumber } from '../../lib/format-number';
import { ChartFrame } from './ChartFrame';
import type { ChartMeta } from './chart-types';

export type HeatMapRow = {
  id: string;
  label: string;
  /** One per column; null where there were too few rows to tell. */
  values: readonly (number | null)[];
  /** Printed at the right end, because the steps alone are not far enough apart: "0.34". */
  valueText: string;
  strong?: boolean;
};

export type HeatMapProps = ChartMeta & {
  rows: readonly HeatMapRow[];
  columns: readonly string[];
  /** Four limits between the five steps, ascending. */
  limits: readonly [number, number, number, number];
  valueHeader: string;
  selected?: { row: string; column: number } | undefined;
  onSelect?: (row: string, column: number) => void;
};

function stepOf(value: number, limits: readonly number[]): number {
  return limits.filter((limit) => value >= limit).length + 1;
}

/** Five sequential steps, hatched where there are too few rows; each row prints its present value. */
export function HeatMap(props: HeatMapProps) {
  const { rows, columns, limits, valueHeader, selected, onSelect } = props;
  const hatch = useId();
  const labels = [0, 0.25, 0.5, 0.75].map((share) => Math.round(share * (columns.length - 1)));
  const table = {
    columns: [{ label: 'name' }, ...columns.map((label) => ({ label, numeric: true }))],
    rows: rows.map((row) => [row.label, ...row.values]),
  };
  return (
    <ChartFrame
      {...props}
      picture={false}
      table={table}
      empty={rows.length === 0}
      height={rows.length * 20 + 44}
      legend={<HeatLegend limits={limits} hatch={hatch} />}
    >
      <svg width={0} height={0} className="absolute" aria-hidden="true">
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} fill="var(--surface-2)" />
          <line y2={6} stroke="var(--border-strong)" strokeOpacity={0.5} />
        </pattern>
      </svg>
      <div className="grid gap-0.5 text-12" role="group" aria-label={props.title}>
        <div className="flex justify-end text-muted">{valueHeader}</div>
        {rows.map((row) => (
          <HeatRow
            key={row.id}
            row={row}
            columns={columns}
            limits={limits}
            hatch={hatch}
            selected={selected?.row === row.id ? selected.column : undefined}
            onSelect={onSelect ? (column) => onSelect(row.id, column) : undefined}
          />
        ))}
        <div className="mr-[52px] ml-[128px] flex justify-between text-muted max-sm:ml-[96px]">
          {[...labels, columns.length - 1].map((index, position) => (
            <span key={index} className={cn('whitespace-nowrap', position % 4 === 0 ? '' : 'max-sm:hidden')}>
              {columns[index]}
            </span>
          ))}
        </div>
      </div>
    </ChartFrame>
  );
}

function HeatLegend({ limits, hatch }: { limits: readonly number[]; hatch: string }) {
  return (
    <span className="flex items-center gap-1 text-12 text-muted max-sm:hidden">
      {formatNumber(0)}
      {[1, 2, 3, 4, 5].map((step) => (
        <i key={step} className="size-3 rounded-xs" style={{ background: `var(--q${step})` }} />
      ))}
      {formatNumber(limits.at(-1))} and more
      <svg width={12} height={12} className="ml-2" aria-hidden="true">
        <rect width={12} height={12} rx={2} fill={`url(#${hatch})`} />
      </svg>
      too few rows
    </span>
  );
}

type RowProps = {
  row: HeatMapRow;
  columns: readonly string[];
  limits: readonly number[];
  hatch: string;
  selected: number | undefined;
  onSelect: ((column: number) => void) | undefined;
};

function HeatRow({ row, columns, limits, hatch, selected, onSelect }: RowProps) {
  const [active, setActive] = useState(Math.max(0, columns.length - 1));
  const slot = 100 / Math.max(1, columns.length);
  const describe = (column: number) => {
    const value = row.values[column];
    return `${columns[column]}: ${value === null || value === undefined ? 'too few rows' : formatNumber(value, 3)}`;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive(Math.min(Math.max(active + move, 0), columns.length - 1));
    } else if (event.key === 'Enter') onSelect?.(active);
  };
  return (
    <div className="flex h-[18px] items-center gap-2">
      <span className={cn('w-[120px] flex-none truncate max-sm:w-[88px]', row.strong ? 'font-semibold' : '')}>
        {row.label}
      </span>
      <svg
        role="slider"
        tabIndex={0}
        aria-label={row.label}
        aria-valuemin={0}
        aria-valuemax={columns.length - 1}
        aria-valuenow={active}
        aria-valuetext={describe(active)}
        onKeyDown={onKeyDown}
        width="100%"
        height={18}
        className="min-w-0 flex-1 overflow-visible rounded-xs"
      >
        {row.values.map((value, column) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the row takes the keys, this is the pointer's way
          <rect
            key={columns[column]}
            x={`${column * slot}%`}
            width={`${slot * 0.92}%`}
            height={18}
            rx={2}
            fill={value === null ? `url(#${hatch})` : `var(--q${stepOf(value, limits)})`}
            stroke={selected === column ? 'var(--accent)' : 'none'}
            strokeWidth={2}
            className={onSelect ? 'cursor-pointer' : ''}
            onClick={() => {
              setActive(column);
              onSelect?.(column);
            }}
          >
            <title>{describe(column)}</title>
          </rect>
        ))}
      </svg>
      <span className="w-11 flex-none text-right text-muted tabular-nums">{row.valueText}</span>
    </div>
  );
}
