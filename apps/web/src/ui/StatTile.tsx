import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { Skeleton } from './Skeleton';
import { Sparkline, type SparklineProps } from './Sparkline';

export type StatTileProps = {
  label: string;
  /** Formatted figure, or null when there is none: then `emptyText` says why. */
  value: string | null;
  unit?: string | undefined;
  /** Change against the last period, already signed; its tone says whether that is good. */
  delta?: { text: string; tone?: 'success' | 'warning' | 'danger' | 'neutral' } | undefined;
  /** What the delta is measured against, the target, the budget. */
  context?: ReactNode;
  /** How many rows or events are behind the figure. */
  n?: string | undefined;
  emptyText?: string | undefined;
  loading?: boolean | undefined;
  spark?: SparklineProps | undefined;
  className?: string | undefined;
};

const deltaTones = { success: 'text-success', warning: 'text-warning', danger: 'text-danger', neutral: '' };

/** One figure with its terms: label, value, unit, change, n, and the shape over time. */
export function StatTile(props: StatTileProps) {
  const { label, value, unit, delta, context, n, emptyText = 'no data yet', loading, spark, className } = props;
  return (
    <section
      className={cn(
        'flex min-w-0 flex-col gap-0.5 rounded-card border border-border bg-surface px-3.5 pt-3 pb-2.5',
        className,
      )}
    >
      <h3 className="flex items-center gap-1.5 text-12 font-medium whitespace-nowrap text-muted">
        {label}
        {n ? <span className="ml-auto font-normal tabular-nums">n = {n}</span> : null}
      </h3>
      {loading ? (
        <Skeleton className="my-1.5 h-6 w-20" label={`Loading ${label}`} />
      ) : (
        <p className="text-20 font-semibold tracking-display whitespace-nowrap tabular-nums sm:text-28">
          {value ?? <span className="text-14 font-medium tracking-normal text-muted">{emptyText}</span>}
          {value && unit ? <span className="ml-0.5 text-14 font-medium tracking-normal text-muted">{unit}</span> : null}
        </p>
      )}
      {delta || context ? (
        <p className="truncate text-12 text-muted tabular-nums">
          {delta ? <span className={deltaTones[delta.tone ?? 'neutral']}>{delta.text}</span> : null}
          {delta && context ? ' ' : null}
          {context}
        </p>
      ) : null}
      {spark ? <Sparkline area {...spark} className="mt-1.5" /> : null}
    </section>
  );
}
