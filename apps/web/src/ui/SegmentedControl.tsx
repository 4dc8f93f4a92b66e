'use client';

import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';

export type Segment<T extends string> = { value: T; label: ReactNode; ariaLabel?: string; disabled?: boolean };

export type SegmentedControlProps<T extends string> = {
  value: T;
  onValueChange: (value: T) => void;
  segments: readonly Segment<T>[];
  label: string;
  /** Segments share the full width. */
  fill?: boolean;
  className?: string;
};

/** One of two to six short choices, all visible; switching takes effect at once. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { value, onValueChange, segments, label, fill = false, className } = props;
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      aria-label={label}
      onValueChange={(next) => {
        // An empty string means the chosen segment was pressed again; one is always chosen.
        const segment = segments.find((candidate) => candidate.value === next);
        if (segment) onValueChange(segment.value);
      }}
      className={cn(
        'inline-flex max-w-full gap-0.5 rounded-control bg-surface-2 p-0.5',
        fill ? 'flex w-full' : '',
        className,
      )}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          aria-label={segment.ariaLabel}
          disabled={segment.disabled ?? false}
          className={cn(
            'inline-flex h-6 items-center gap-1.5 rounded-sm text-12 font-medium whitespace-nowrap text-muted transition-colors hover:text-text disabled:opacity-50',
            'data-[state=on]:bg-surface data-[state=on]:text-text data-[state=on]:shadow-[0_0_0_1px_var(--border),0_1px_1px_rgb(0_0_0/.05)]',
            '[&>.lucide]:size-[14px]',
            fill ? 'flex-1 justify-center px-1.5' : 'px-2.5',
          )}
        >
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
