'use client';

import { ChevronRight, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { Button } from './Button';

export type ErrorStateProps = {
  /** What went wrong, in one sentence. */
  what: ReactNode;
  /** Where: the step, the file, the address, with the value seen. */
  where?: ReactNode;
  /** What to do next. */
  next?: ReactNode;
  /** Up to two buttons that fix it. */
  actions?: ReactNode;
  onRetry?: (() => void) | undefined;
  retrying?: boolean | undefined;
  /** Technical text, folded. */
  trace?: string | undefined;
  /** The same is announced elsewhere on the page: shown without a word. */
  quiet?: boolean | undefined;
  className?: string;
};

/** An error where its content would be: what, where, what to do, and a way to try again. */
export function ErrorState(props: ErrorStateProps) {
  const { what, where, next, actions, onRetry, retrying, trace, quiet, className } = props;
  return (
    <div
      {...(quiet === true ? {} : { role: 'alert' })}
      className={cn(
        'flex gap-2 rounded-control bg-danger-tint px-3 py-2.5 shadow-[inset_0_0_0_1px_color-mix(in_srgb,var(--danger)_26%,var(--surface))]',
        className,
      )}
    >
      <OctagonX className="mt-px text-danger" aria-hidden />
      <div className="grid min-w-0 flex-1 justify-items-start gap-0.5">
        <p className="font-semibold">{what}</p>
        {where ? <p>{where}</p> : null}
        {next ? <p>{next}</p> : null}
        {actions || onRetry ? (
          <div className="mt-1.5 flex flex-wrap gap-1.5">
            {actions}
            {onRetry ? (
              <Button size="sm" loading={retrying} onClick={onRetry}>
                Try again
              </Button>
            ) : null}
          </div>
        ) : null}
        {trace ? (
          <details className="group mt-1 w-full min-w-0">
            <summary className="flex list-none items-center gap-1 text-12 text-muted hover:text-text">
              <ChevronRight className="size-3 group-open:rotate-90" aria-hidden /> Details
            </summary>
            <pre className="thin-scroll mt-1 max-h-40 overflow-auto font-mono text-12 whitespace-pre-wrap text-muted">
              {trace}
            </pre>
          </details>
        ) : null}
      </div>
    </div>
  );
}
