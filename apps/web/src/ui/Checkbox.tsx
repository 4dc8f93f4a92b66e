'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from '../lib/cn';

export type CheckboxProps = {
  checked: boolean | 'indeterminate';
  onCheckedChange: (checked: boolean) => void;
  /** Visible label. Without one give `aria-label`. */
  label?: ReactNode;
  'aria-label'?: string;
  disabled?: boolean;
  className?: string;
};

/** Yes or no among others; a click turns "some" into all. The hit area is 24 px high. */
export function Checkbox({ checked, onCheckedChange, label, disabled = false, className, ...rest }: CheckboxProps) {
  const id = useId();
  const box = (
    <Primitive.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onCheckedChange(next === true)}
      className={cn(
        'relative inline-grid size-[14px] flex-none place-items-center rounded-sm border-[1.5px] border-border-strong bg-surface text-on-accent',
        'before:absolute before:-inset-[6px] disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        label ? '' : className,
      )}
      {...rest}
    >
      <Primitive.Indicator>
        {checked === 'indeterminate' ? (
          <Minus className="size-[10px] stroke-[3.5]!" aria-hidden />
        ) : (
          <Check className="size-[10px] stroke-[3.5]!" aria-hidden />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
  if (!label) return box;
  return (
    <span className={cn('inline-flex min-h-6 items-center gap-2', disabled ? 'opacity-50' : '', className)}>
      {box}
      <label htmlFor={id} className="cursor-pointer">
        {label}
      </label>
    </span>
  );
}
