import type { ReactNode } from 'react';

export type TooltipLine = { label: string; value: string; stroke: string; dash?: string | undefined };

/** What the pointer, or the arrow keys, are at. */
export function ChartTooltip({ heading, lines }: { heading: ReactNode; lines: readonly TooltipLine[] }) {
  return (
    <div className="rounded-control border border-border bg-surface px-2.5 py-1.5 text-12 shadow-float">
      <p className="font-medium tabular-nums">{heading}</p>
      {lines.map((line) => (
        <p key={line.label} className="flex items-center gap-2 whitespace-nowrap text-muted">
          <svg width={14} height={8} aria-hidden="true">
            <line x1={0} x2={14} y1={4} y2={4} stroke={line.stroke} strokeWidth={2} strokeDasharray={line.dash} />
          </svg>
          <span className="mr-3">{line.label}</span>
          <span className="ml-auto text-text tabular-nums">{line.value}</span>
        </p>
      ))}
    </div>
  );
}

/** Samples of colours for distributions, where nothing can be labelled at an end. */
export function ChartLegend(props: { items: readonly { label: string; color: string; look: 'fill' | 'line' }[] }) {
  return (
    <span className="flex flex-wrap items-center gap-3 text-12 text-muted">
      {props.items.map(({ label, color, look }) => (
        <span key={label} className="inline-flex items-center gap-1.5">
          {look === 'fill' ? (
            <i className="size-3 rounded-xs" style={{ background: color, opacity: 'var(--bar)' }} />
          ) : (
            <i className="w-4 border-t-2" style={{ borderColor: color }} />
          )}
          {label}
        </span>
      ))}
    </span>
  );
}
