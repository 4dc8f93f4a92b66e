'use client';

import { Search, X } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '../lib/cn';
import { type ControlSize, controlBox } from './control-box';
import { Shortcut } from './Kbd';

export type SearchFieldProps = Omit<ComponentProps<'input'>, 'size' | 'className' | 'value' | 'onChange'> & {
  value: string;
  onValueChange: (value: string) => void;
  /** Name for screen readers; also the placeholder unless one is given. */
  label: string;
  size?: ControlSize;
  shortcut?: string | undefined;
  className?: string | undefined;
};

/** Search within what is on the page. Escape clears it first; the shortcut is shown while it is empty. */
export function SearchField(props: SearchFieldProps) {
  const { value, onValueChange, label, size, shortcut, className, placeholder = label, ...rest } = props;
  return (
    <span className={cn(controlBox({ size }), 'bg-bg', className)}>
      <Search aria-hidden />
      <input
        type="search"
        data-ring="outer"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onValueChange('');
        }}
        className="h-full w-full min-w-0 flex-1 bg-transparent outline-none"
        {...rest}
      />
      {value ? (
        <button
          type="button"
          aria-label="Clear"
          className="-mr-1 grid size-5 place-items-center rounded-sm text-muted hover:text-text"
          onClick={() => onValueChange('')}
        >
          <X className="size-3" aria-hidden />
        </button>
      ) : shortcut ? (
        <Shortcut keys={shortcut} />
      ) : null}
    </span>
  );
}
