import { Check, ChevronRight } from 'lucide-react';
import type { DropdownMenu } from 'radix-ui';
import { cn } from '../lib/cn';
import { Shortcut } from './Kbd';
import type { MenuEntry } from './menu-entries';
import { menuItem, menuItemDanger, menuLabel, menuPanel, menuSeparator } from './menu-styles';

/** What a menu of radix is made of; its drop-down and its context menu have the same parts. */
type MenuParts = Pick<
  typeof DropdownMenu,
  'CheckboxItem' | 'Item' | 'ItemIndicator' | 'Label' | 'Portal' | 'Separator' | 'Sub' | 'SubContent' | 'SubTrigger'
>;
type EntriesProps = { parts: MenuParts; entries: readonly MenuEntry[] };

/** The lines of a menu, whichever way it opens. */
export function MenuEntries({ parts, entries }: EntriesProps) {
  return entries.map((entry) => <Entry key={entry.id} parts={parts} entry={entry} />);
}

function Entry({ parts: Primitive, entry }: { parts: MenuParts; entry: MenuEntry }) {
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
              <MenuEntries parts={Primitive} entries={entry.entries} />
            </Primitive.SubContent>
          </Primitive.Portal>
        </Primitive.Sub>
      );
    case 'item':
    case undefined:
      return <Item parts={Primitive} entry={entry} />;
  }
}

type ItemProps = { parts: MenuParts; entry: Extract<MenuEntry, { onSelect: () => void }> };

function Item({ parts: Primitive, entry }: ItemProps) {
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
