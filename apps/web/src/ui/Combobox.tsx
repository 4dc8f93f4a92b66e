'use client';

import { Check, ChevronDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { cn } from '../lib/cn';
import { fuzzyFilter } from '../lib/fuzzy-match';
import { controlBox } from './control-box';
import { floatingPanel, menuItem } from './menu-styles';
import type { SelectOption, SelectProps } from './Select';
import { useListbox } from './use-listbox';

export type ComboboxOption = SelectOption & { keywords?: readonly string[]; group?: string };

export type ComboboxProps = Omit<SelectProps, 'options'> & {
  options: readonly ComboboxOption[];
  /** Shown when nothing fits what was typed. */
  emptyText?: string;
  searchLabel?: string;
};

/** One of a long list, found by typing. */
export function Combobox(props: ComboboxProps) {
  const { value, onValueChange, options, label, placeholder = 'Choose', size, disabled, className } = props;
  const { emptyText, searchLabel, ...rest } = props;
  const [open, setOpen] = useState(false);
  const current = options.find((option) => option.value === value);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        id={rest.id}
        aria-label={label}
        aria-describedby={rest['aria-describedby']}
        aria-invalid={rest['aria-invalid']}
        disabled={disabled}
        className={cn(controlBox({ size }), 'w-full text-left disabled:opacity-50', className)}
      >
        {current?.icon}
        <span className={cn('min-w-0 flex-1 truncate', current ? '' : 'text-muted')}>
          {current?.label ?? placeholder}
        </span>
        {current?.aside ? <span className="flex-none text-muted">{current.aside}</span> : null}
        <ChevronDown aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cn(floatingPanel, 'w-(--radix-popover-trigger-width) min-w-[220px] overflow-hidden')}
        >
          <ComboboxList
            options={options}
            value={value}
            emptyText={emptyText ?? 'Nothing fits'}
            searchLabel={searchLabel ?? 'Find'}
            onChoose={(next) => {
              onValueChange(next);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A longer list is drawn so far; typing finds the others. */
const mostDrawn = 200;

type ListProps = {
  options: readonly ComboboxOption[];
  value: string;
  emptyText: string;
  searchLabel: string;
  onChoose: (value: string) => void;
};

function ComboboxList({ options, value, emptyText, searchLabel, onChoose }: ListProps) {
  const [query, setQuery] = useState('');
  const fitting = fuzzyFilter(options, query, (option) => [option.label, ...(option.keywords ?? [])]);
  const found = fitting.slice(0, mostDrawn);
  const more = fitting.length - found.length;
  const listbox = useListbox({
    label: searchLabel,
    count: found.length,
    onChoose: (index) => {
      const option = found[index];
      if (option && !option.disabled) onChoose(option.value);
    },
  });
  return (
    <>
      <div className="flex h-8 items-center gap-2 border-b border-border-soft px-3">
        <Search className="size-[14px] text-muted" aria-hidden />
        <input
          data-ring="outer"
          aria-label={searchLabel}
          placeholder={searchLabel}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            listbox.setActive(0);
          }}
          className="h-full min-w-0 flex-1 bg-transparent outline-none"
          {...listbox.inputProps}
        />
      </div>
      <div {...listbox.listProps} className="thin-scroll max-h-[280px] overflow-y-auto p-1">
        {found.map((option, index) => (
          <div
            key={option.value}
            {...listbox.optionProps(index)}
            aria-disabled={option.disabled || undefined}
            data-highlighted={index === listbox.active ? '' : undefined}
            data-disabled={option.disabled ? '' : undefined}
            className={cn(menuItem, 'pr-7')}
          >
            {option.icon}
            <span className="min-w-0 truncate">{option.label}</span>
            {option.aside ? <span className="ml-auto pl-3 text-muted tabular-nums">{option.aside}</span> : null}
            {option.value === value ? <Check className="absolute right-2 text-accent!" aria-label="chosen" /> : null}
          </div>
        ))}
        {found.length === 0 ? <p className="px-2 py-1.5 text-muted">{emptyText}</p> : null}
        {more === 0 ? null : (
          <p className="px-2 py-1.5 text-muted">{`${more.toLocaleString('en')} more: type to find them`}</p>
        )}
      </div>
    </>
  );
}
