import type { ComponentProps, ReactNode } from 'react';
import { cn } from '../lib/cn';
import { type ControlSize, controlBox } from './control-box';

export type InputProps = Omit<ComponentProps<'input'>, 'size' | 'className' | 'prefix'> & {
  size?: ControlSize | undefined;
  /** Icon or short text inside the box, before and after the value. */
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** Class of the box (width, margins). */
  className?: string | undefined;
  /** Class of the input itself (alignment, font). */
  inputClassName?: string | undefined;
};

/** One line of text. */
export function Input({ size, prefix, suffix, className, inputClassName, ...rest }: InputProps) {
  return (
    <span className={cn(controlBox({ size }), className)}>
      {prefix}
      <input
        data-ring="outer"
        className={cn('h-full w-full min-w-0 flex-1 bg-transparent outline-none', inputClassName)}
        {...rest}
      />
      {suffix ? <span className="flex-none text-muted">{suffix}</span> : null}
    </span>
  );
}
