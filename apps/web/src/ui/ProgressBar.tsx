'use client';

import { Progress } from 'radix-ui';
import { cn } from '../lib/cn';

export type ProgressBarProps = {
  /** Share done, 0 to 1; null when it cannot be known. */
  value: number | null;
  label: string;
  tone?: 'info' | 'success' | 'warning' | 'danger' | 'accent';
  className?: string;
};

const tones = {
  info: 'bg-info',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
  accent: 'bg-accent',
};

/** How far something is. The words beside it say of what. */
export function ProgressBar({ value, label, tone = 'info', className }: ProgressBarProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Progress.Root
      value={percent}
      aria-label={label}
      className={cn('relative h-1 w-full overflow-hidden rounded-xs bg-surface-2', className)}
    >
      <Progress.Indicator
        style={percent === null ? {} : { width: `${percent}%` }}
        className={cn(
          'block h-full rounded-xs transition-[width]',
          tones[tone],
          percent === null ? 'w-1/3 animate-pulse-soft' : '',
        )}
      />
    </Progress.Root>
  );
}
