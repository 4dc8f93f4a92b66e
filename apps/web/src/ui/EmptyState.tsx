import type { ReactNode } from 'react';
import { cn } from '../lib/cn';

export type EmptyStateProps = {
  /** What will be here, or why nothing fits: "Runs appear here when you press Run". */
  title: string;
  detail?: ReactNode;
  /** The next action, as a button. */
  action?: ReactNode;
  /** A picture of what it will look like; shown dimmed and hidden from assistive technology. */
  example?: ReactNode;
  className?: string;
};

/** A page or panel with nothing in it yet: names the next action over a dimmed example. */
export function EmptyState({ title, detail, action, example, className }: EmptyStateProps) {
  return (
    <div className={cn('relative grid place-items-center overflow-hidden px-6 py-8', className)}>
      {example ? (
        <div aria-hidden inert className="pointer-events-none absolute inset-0 opacity-30 select-none">
          {example}
        </div>
      ) : null}
      <div
        className={cn(
          'relative grid max-w-[380px] justify-items-center gap-1 text-center',
          example ? 'rounded-card border border-border bg-surface px-5 py-4' : '',
        )}
      >
        <p className="text-14 font-semibold">{title}</p>
        {detail ? <p className="text-balance text-muted">{detail}</p> : null}
        {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
