'use client';

import { ContextMenu as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { MenuEntries } from './MenuEntries';
import type { MenuEntry } from './menu-entries';
import { menuPanel } from './menu-styles';

export type ContextMenuProps = {
  entries: readonly MenuEntry[];
  /** Takes the keyboard when the menu has closed, instead of what is under the menu. */
  onClosed?: (() => void) | undefined;
  children: ReactNode;
};

/** Actions on what is under the pointer: right click, long press, or the menu key. Never the only way to an action. */
export function ContextMenu({ entries, onClosed, children }: ContextMenuProps) {
  const onCloseAutoFocus = (event: Event) => {
    if (onClosed === undefined) return;
    event.preventDefault();
    onClosed();
  };
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content collisionPadding={8} className={menuPanel} onCloseAutoFocus={onCloseAutoFocus}>
          <MenuEntries parts={Primitive} entries={entries} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
