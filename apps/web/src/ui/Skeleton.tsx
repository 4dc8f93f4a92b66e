import { cn } from '../lib/cn';

/** The place of something that is being fetched. Give the first one of a group a `label`; the rest are decoration. */
export function Skeleton({ className, label }: { className?: string; label?: string }) {
  return (
    <span
      className={cn('block animate-pulse-soft rounded-sm bg-surface-2', className)}
      {...(label ? { role: 'status', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}
