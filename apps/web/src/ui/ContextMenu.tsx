'use client';

import { Check, ChevronRight } from 'lucide-react';
import { ContextMenu as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { Shortcut } from './Kbd';
import type { MenuEntry } from './menu-entries';
import { menuItem, menuItemDanger, menuLabel, menuPanel, menuSeparator } from './menu-styles';

export type ContextMenuProps = { entries: readonly MenuEntry[]; children: ReactNode };

/** Actions on what is under the pointer: right click, long press, or the menu key. Never the only way to an action. */
export function ContextMenu({ entries, children }: ContextMenuProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content collisionPadding={8} className={menuPanel}>
          <Entries entries={entries} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Primitive.Separator className={menuSeparator} />;
    case 'label':
      return <Primitive.Label className={menuLabel}>{entry.label}</Primitive.Label>;
    case 'checkbox':
      return (
        <Primitive.CheckboxItem
          checked={entry.checked}
          onCheckedChange={entry.onCheckedChange}
          onSelect={(event) => event.preventDefault()}
          className={cn(menuItem, 'pl-7')}
        >
          <Primitive.ItemIndicator className="absolute left-2">
            <Check className="size-[14px] text-accent" aria-hidden />
          </Primitive.ItemIndicator>
          {entry.label}
        </Primitive.CheckboxItem>
      );
    case 'submenu':
      return (
        <Primitive.Sub>
          <Primitive.SubTrigger className={menuItem}>
            {entry.icon}
            <span className="flex-1">{entry.label}</span>
            <ChevronRight aria-hidden />
          </Primitive.SubTrigger>
          <Primitive.Portal>
            <Primitive.SubContent className={menuPanel} sideOffset={4} collisionPadding={8}>
              <Entries entries={entry.entries} />
            </Primitive.SubContent>
          </Primitive.Portal>
        </Primitive.Sub>
      );
    case 'item':
    case undefined:
      return <Item entry={entry} />;
  }
}

function Item({ entry }: { entry: Extract<MenuEntry, { onSelect: () => void }> }) {
  return (
    <Primitive.Item
      disabled={entry.disabledReason !== undefined}
      onSelect={entry.onSelect}
      className={cn(menuItem, entry.tone === 'danger' ? menuItemDanger : '')}
    >
      {entry.icon}
      <span className="grid min-w-0 flex-1">
        <span className="truncate">{entry.label}</span>
        {entry.disabledReason ? <span className="text-12 text-muted">{entry.disabledReason}</span> : null}
      </span>
      {entry.shortcut ? <Shortcut keys={entry.shortcut} /> : null}
      {entry.aside ? <span className="pl-3 text-12 text-muted tabular-nums">{entry.aside}</span> : null}
    </Primitive.Item>
  );
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry) => <Entry key={entry.id} entry={entry} />);
}
