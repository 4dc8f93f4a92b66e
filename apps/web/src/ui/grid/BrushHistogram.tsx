'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { MiniHistogram } from './column-summary';

type Bars = { first: number; last: number };

export type BrushHistogramProps = {
  counts: readonly number[];
  height?: number;
  /** "Histogram of amount". */
  label: string;
  /** What the bars from `first` to `last` hold: "20 to 35". */
  describe: (first: number, last: number) => string;
  onChoose: (first: number, last: number) => void;
};

/**
 * A small histogram across which one drags to choose a range of bars. By keyboard: arrows move the chosen bar, Shift
 * widens the range, Enter takes it, Escape lets it go. It is no stop of the Tab key, or a table of fifty columns had fifty
 * more: arrow up from the name of the column leads to it, arrow down or Escape back.
 */
export function BrushHistogram({ counts, height = 40, label, describe, onChoose }: BrushHistogramProps) {
  const [range, setRange] = useState<{ anchor: number; focus: number } | null>(null);
  const bars = range === null ? null : barsOf(range);
  const barAt = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = box.width === 0 ? 0 : (event.clientX - box.left) / box.width;
    return clamp(Math.floor(share * counts.length), counts.length);
  };
  const take = () => {
    if (bars !== null) onChoose(bars.first, bars.last);
    setRange(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const focus = clamp((range?.focus ?? (step > 0 ? -1 : counts.length)) + step, counts.length);
      setRange({ anchor: event.shiftKey && range !== null ? range.anchor : focus, focus });
    } else if (event.key === 'Enter') take();
    else if (event.key === 'Escape' && bars !== null) setRange(null);
    else if (event.key === 'Escape' || event.key === 'ArrowDown') {
      setRange(null);
      event.currentTarget.closest<HTMLElement>('[role="grid"]')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // the arrows of the grid around it move its cells
  };
  return (
    <div
      role="slider"
      tabIndex={-1}
      aria-label={`${label}: choose a range`}
      aria-valuemin={0}
      aria-valuemax={counts.length - 1}
      aria-valuenow={range?.focus ?? 0}
      aria-valuetext={bars === null ? 'no range' : describe(bars.first, bars.last)}
      title={bars === null ? 'Drag across bars to see only these rows' : describe(bars.first, bars.last)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setRange({ anchor: barAt(event), focus: barAt(event) });
      }}
      onPointerMove={(event) => {
        if (range !== null && event.buttons === 1) setRange({ ...range, focus: barAt(event) });
      }}
      onPointerUp={take}
      onPointerCancel={() => setRange(null)}
      className="relative cursor-col-resize touch-none rounded-xs"
    >
      <MiniHistogram counts={counts} height={height} />
      {bars === null ? null : <Chosen bars={bars} of={counts.length} />}
    </div>
  );
}

function Chosen({ bars, of }: { bars: Bars; of: number }) {
  return (
    <i
      aria-hidden
      className="pointer-events-none absolute inset-y-0 rounded-xs bg-[color-mix(in_srgb,var(--accent)_18%,transparent)] shadow-[inset_0_0_0_1px_var(--accent)]"
      style={{ left: `${(bars.first / of) * 100}%`, width: `${((bars.last - bars.first + 1) / of) * 100}%` }}
    />
  );
}

function barsOf({ anchor, focus }: { anchor: number; focus: number }): Bars {
  return { first: Math.min(anchor, focus), last: Math.max(anchor, focus) };
}

function clamp(bar: number, count: number): number {
  return Math.min(Math.max(bar, 0), count - 1);
}
