'use client';

import { type ReactNode, useState } from 'react';
import { cn } from '../../lib/cn';
import { fuzzyFilter } from '../../lib/fuzzy-match';
import { nameFirst } from '../../lib/name-first';
import { menuItem } from '../../ui/menu-styles';
import { SearchField } from '../../ui/SearchField';
import { useListbox } from '../../ui/use-listbox';

export type CommandListItem = {
  id: string;
  label: string;
  icon?: ReactNode;
  aside?: string;
  keywords?: readonly string[];
  run: () => void;
};

/** A field and the list it filters: arrows and Enter choose. */
export function CommandList(props: { label: string; items: readonly CommandListItem[]; empty: string }) {
  const { label, items, empty } = props;
  const [query, setQuery] = useState('');
  const fitting = fuzzyFilter(items, query, (item) => [item.label, ...(item.keywords ?? [])]);
  const found = nameFirst(fitting, query, (item) => item.label).slice(0, 80);
  const listbox = useListbox({ label, count: found.length, onChoose: (index) => found[index]?.run() });
  return (
    <div className="grid gap-1">
      <SearchField
        label={label}
        value={query}
        autoFocus
        onValueChange={(next) => {
          setQuery(next);
          listbox.setActive(0);
        }}
        {...listbox.inputProps}
      />
      <div {...listbox.listProps} className="thin-scroll max-h-[300px] overflow-y-auto">
        {found.map((item, index) => (
          <div
            key={item.id}
            {...listbox.optionProps(index)}
            data-highlighted={index === listbox.active ? '' : undefined}
            className={cn(menuItem, 'px-2')}
          >
            {item.icon}
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            {item.aside ? <span className="flex-none text-12 text-muted">{item.aside}</span> : null}
          </div>
        ))}
        {found.length === 0 ? <p className="px-2 py-2 text-12 text-muted">{empty}</p> : null}
      </div>
    </div>
  );
}
