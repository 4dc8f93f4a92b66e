import type { ComponentProps } from 'react';
import { cn } from '../lib/cn';

/** Several lines of text; grows with its content where the browser can. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={cn(
        'field-sizing-content min-h-16 w-full rounded-control border border-border-strong bg-surface px-2 py-1.5 text-13 text-text',
        'disabled:opacity-50 aria-invalid:border-danger dark:bg-[color-mix(in_srgb,var(--bg)_45%,var(--surface))]',
        className,
      )}
      {...rest}
    />
  );
}
