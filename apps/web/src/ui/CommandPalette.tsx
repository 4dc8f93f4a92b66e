'use client';

import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useMemo, useState } from 'react';
import { cn } from '../lib/cn';
import { fuzzyFilter } from '../lib/fuzzy-match';
import { shortcutsOf } from '../lib/hotkey-registry';
import { useHotkey, useHotkeyList } from '../lib/use-hotkey';
import { scrimClass } from './Dialog';
import { Shortcut } from './Kbd';
import { menuItem } from './menu-styles';
import { useListbox } from './use-listbox';

export type PaletteItem = {
  id: string;
  label: string;
  /** Heading: "Pages", "Steps", "Datasets", "Runs", "Actions". */
  group: string;
  icon?: ReactNode;
  detail?: string;
  keywords?: readonly string[];
  shortcut?: string;
  run: () => void;
};

export type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What can be reached; the actions bound to keys on this page are added by themselves. */
  items: readonly PaletteItem[];
  placeholder?: string;
  /** What a text leads to without being the name of a thing, such as the id of one. */
  itemsFor?: ((text: string) => readonly PaletteItem[]) | undefined;
};

const ownKey = 'command-palette';

/** Everything by name: pages, steps, data sets, runs, actions. Each row shows its shortcut. Ctrl+K opens and closes it. */
export function CommandPalette(props: CommandPaletteProps) {
  const { open, onOpenChange, items, itemsFor, placeholder = 'Go to, run, find…' } = props;
  useHotkey({
    id: ownKey,
    label: 'Search',
    group: 'Everywhere',
    shortcut: 'Ctrl+K',
    anywhere: true,
    run: () => onOpenChange(!open),
  });
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrimClass} />
        <Dialog.Content
          data-dialog=""
          aria-describedby={undefined}
          className="anim-pop fixed top-[12vh] left-1/2 z-50 w-[560px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-card border border-border bg-surface shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <PaletteBody
            items={items}
            itemsFor={itemsFor}
            placeholder={placeholder}
            onClose={() => onOpenChange(false)}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function usePaletteItems(items: readonly PaletteItem[]): readonly PaletteItem[] {
  const actions = useHotkeyList();
  return useMemo(
    () => [
      ...items,
      ...actions
        .filter(
          (action) => action.id !== ownKey && action.enabled !== false && !items.some((item) => item.id === action.id),
        )
        .map((action) => ({
          id: action.id,
          label: action.label,
          group: 'Actions',
          shortcut: shortcutsOf(action)[0] ?? '',
          // Actions read only whether keys were held, and none are when chosen from a list.
          run: () => action.run(new KeyboardEvent('keydown')),
        })),
    ],
    [items, actions],
  );
}

/** The palette's content without the dialog round it. */
export function PaletteBody(
  props: Pick<CommandPaletteProps, 'items' | 'itemsFor'> & { placeholder: string; onClose: () => void },
) {
  const [query, setQuery] = useState('');
  const all = usePaletteItems(props.items);
  const named = fuzzyFilter(all, query, (item) => [item.label, ...(item.keywords ?? [])]).slice(0, 60);
  const found = [...(props.itemsFor?.(query.trim()) ?? []), ...named];
  // Best match first within its group; groups in the order of their best match.
  const groups = groupInOrder(found);
  const ordered = groups.flatMap(([, group]) => group);
  const listbox = useListbox({
    label: 'Results',
    count: ordered.length,
    onChoose: (index) => {
      props.onClose();
      ordered[index]?.run();
    },
  });
  return (
    <>
      <div className="flex h-11 items-center gap-2.5 border-b border-border px-4">
        <Search className="text-muted" aria-hidden />
        <input
          data-ring="outer"
          aria-label="Command"
          placeholder={props.placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            listbox.setActive(0);
          }}
          className="h-full min-w-0 flex-1 bg-transparent text-14 outline-none"
          {...listbox.inputProps}
        />
      </div>
      <div {...listbox.listProps} className="thin-scroll max-h-[min(400px,56vh)] overflow-y-auto p-1.5">
        {groups.map(([group, members]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox has no element of its own
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-12 font-medium text-muted">
              {group}
            </p>
            {members.map((item) => (
              <PaletteRow key={item.id} item={item} index={ordered.indexOf(item)} listbox={listbox} />
            ))}
          </div>
        ))}
        {ordered.length === 0 ? <p className="px-2.5 py-3 text-muted">Nothing is called “{query}”.</p> : null}
      </div>
    </>
  );
}

function PaletteRow(props: { item: PaletteItem; index: number; listbox: ReturnType<typeof useListbox> }) {
  const { item, index, listbox } = props;
  return (
    <div
      {...listbox.optionProps(index)}
      data-highlighted={index === listbox.active ? '' : undefined}
      className={cn(menuItem, 'min-h-8 px-2.5')}
    >
      {item.icon}
      <span className="truncate">{item.label}</span>
      {item.detail ? <span className="truncate text-12 text-muted">{item.detail}</span> : null}
      {item.shortcut ? (
        <span className="ml-auto">
          <Shortcut keys={item.shortcut} />
        </span>
      ) : null}
    </div>
  );
}

function groupInOrder(items: readonly PaletteItem[]): [string, PaletteItem[]][] {
  const groups = new Map<string, PaletteItem[]>();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return [...groups];
}
