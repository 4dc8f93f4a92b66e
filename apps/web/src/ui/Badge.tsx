import { cva, type VariantProps } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';

const badge = cva(
  'inline-flex h-5 flex-none items-center gap-1 rounded-sm px-1.5 text-12 font-medium whitespace-nowrap tabular-nums [&>.lucide]:size-3 [&>.lucide]:stroke-[2.6]!',
  {
    variants: {
      tone: {
        neutral: 'bg-surface-2 text-muted',
        success: 'bg-success-tint text-success',
        warning: 'bg-warning-tint text-warning',
        danger: 'bg-danger-tint text-danger',
        info: 'bg-info-tint text-info',
        accent: 'bg-accent-tint text-accent',
        line: 'text-muted shadow-[inset_0_0_0_1px_var(--border)]',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badge>['tone']>;

/** A short fact about the thing beside it: a version, a role, a warning with its icon. */
export function Badge(props: { tone?: BadgeTone; className?: string; children: ReactNode }) {
  return <span className={cn(badge({ tone: props.tone }), props.className)}>{props.children}</span>;
}
