'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { type ControlSize, controlBox } from './control-box';
import { menuItem, menuPanel } from './menu-styles';

export type SelectOption = {
  value: string;
  label: string;
  icon?: ReactNode;
  /** Muted text at the right end: a count, a share, a unit. */
  aside?: ReactNode;
  disabled?: boolean;
};

export type SelectProps = {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  label?: string | undefined;
  id?: string | undefined;
  placeholder?: string | undefined;
  size?: ControlSize | undefined;
  disabled?: boolean | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
  className?: string | undefined;
};

/** One of a short list. For more than about twelve options use Combobox, which filters. */
export function Select(props: SelectProps) {
  const { value, onValueChange, options, label, placeholder = 'Choose', size, disabled, className, ...rest } = props;
  const current = options.find((option) => option.value === value);
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} disabled={disabled ?? false}>
      <Primitive.Trigger
        aria-label={label}
        className={cn(
          controlBox({ size }),
          'w-full justify-between text-left data-[placeholder]:text-muted',
          className,
        )}
        {...rest}
      >
        {current?.icon}
        <span className="min-w-0 flex-1 truncate">
          <Primitive.Value placeholder={placeholder}>{current?.label}</Primitive.Value>
        </span>
        {current?.aside ? <span className="flex-none text-muted">{current.aside}</span> : null}
        <ChevronDown aria-hidden />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={cn(menuPanel, 'min-w-(--radix-select-trigger-width)')}
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function SelectItem({ option }: { option: SelectOption }) {
  return (
    <Primitive.Item value={option.value} disabled={option.disabled ?? false} className={cn(menuItem, 'pr-7')}>
      {option.icon}
      <Primitive.ItemText>{option.label}</Primitive.ItemText>
      {option.aside ? <span className="ml-auto pl-3 text-muted tabular-nums">{option.aside}</span> : null}
      <Primitive.ItemIndicator className="absolute right-2">
        <Check className="size-[14px] text-accent" aria-hidden />
      </Primitive.ItemIndicator>
    </Primitive.Item>
  );
}
