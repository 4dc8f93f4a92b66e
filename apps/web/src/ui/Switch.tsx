'use client';

import { Switch as Primitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from '../lib/cn';

export type SwitchProps = {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  label?: ReactNode;
  /** What the setting comes to at the moment, at the right end. */
  aside?: ReactNode;
  'aria-label'?: string;
  disabled?: boolean;
  className?: string;
};

/** A setting that takes effect at once. */
export function Switch({ checked, onCheckedChange, label, aside, disabled = false, className, ...rest }: SwitchProps) {
  const id = useId();
  return (
    <span className={cn('inline-flex min-h-6 items-center gap-2', disabled ? 'opacity-50' : '', className)}>
      <Primitive.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onCheckedChange}
        className="relative h-4 w-7 flex-none rounded-full bg-border-strong transition-colors data-[state=checked]:bg-accent"
        {...rest}
      >
        <Primitive.Thumb className="block size-3 translate-x-0.5 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-3.5" />
      </Primitive.Root>
      {label ? (
        <label htmlFor={id} className="cursor-pointer">
          {label}
        </label>
      ) : null}
      {aside ? <span className="ml-auto text-muted tabular-nums">{aside}</span> : null}
    </span>
  );
}
