'use client';

import { RadioGroup as Primitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from '../lib/cn';

export type RadioOption = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

export type RadioGroupProps = {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly RadioOption[];
  label: string;
  /** `cards`: one outlined card per choice, in a row; in two columns from four on, so that words have room. */
  look?: 'list' | 'cards';
  className?: string;
};

/** One of a few, all of them visible. */
export function RadioGroup({ value, onValueChange, options, label, look = 'list', className }: RadioGroupProps) {
  const id = useId();
  const cards = look === 'cards';
  return (
    <Primitive.Root
      value={value}
      onValueChange={onValueChange}
      aria-label={label}
      className={cn(cards ? cardGrid(options.length) : 'grid gap-1', className)}
    >
      {options.map((option) => (
        <label
          key={option.value}
          htmlFor={`${id}-${option.value}`}
          className={cn(
            'grid cursor-pointer grid-cols-[14px_1fr] items-center gap-x-2 has-disabled:cursor-default has-disabled:opacity-50',
            cards
              ? 'rounded-card border border-border-control px-2.5 py-2 has-data-[state=checked]:border-accent has-data-[state=checked]:bg-selected has-data-[state=checked]:shadow-[inset_0_0_0_1px_var(--accent)] hover:border-border-strong'
              : 'min-h-6',
          )}
        >
          <Primitive.Item
            id={`${id}-${option.value}`}
            value={option.value}
            disabled={option.disabled ?? false}
            className="size-[14px] rounded-full border-[1.5px] border-border-strong bg-surface data-[state=checked]:border-[4.5px] data-[state=checked]:border-accent"
          />
          <span className={cn('text-text', cards ? 'font-medium' : '')}>{option.label}</span>
          {option.hint ? (
            <span className={cn('text-12 text-muted', cards ? 'col-span-2 mt-0.5' : 'col-start-2')}>{option.hint}</span>
          ) : null}
        </label>
      ))}
    </Primitive.Root>
  );
}

function cardGrid(count: number): string {
  return count > 3 ? 'grid gap-2 sm:grid-cols-2' : 'grid auto-cols-fr gap-2 sm:grid-flow-col';
}
