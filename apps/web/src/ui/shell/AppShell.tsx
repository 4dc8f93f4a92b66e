'use client';

import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { scrimClass } from '../Dialog';
import { Rail } from './Rail';
import { Sidebar } from './Sidebar';
import { ShellMenuContext } from './shell-menu';
import type { ShellContext } from './shell-types';

export type AppShellProps = {
  context: ShellContext;
  /** `rail` for the editor: icons only, 48 wide. */
  navigation?: 'sidebar' | 'rail';
  children: ReactNode;
};

/** The frame of every page: navigation left, page right. Below 860 px the navigation opens from the top bar. */
export function AppShell({ context, navigation = 'sidebar', children }: AppShellProps) {
  const [menuOpen, setMenuOpen] = useState(false);
  return (
    <ShellMenuContext value={() => setMenuOpen(true)}>
      <div className="flex h-dvh min-h-0">
        <a
          href="#content"
          className="fixed top-2 left-2 z-70 -translate-y-20 rounded-control bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
        >
          Go to the content
        </a>
        {navigation === 'rail' ? (
          <div className="max-md:hidden">
            <Rail context={context} />
          </div>
        ) : (
          <div className="w-(--sidebar) flex-none border-r border-border bg-surface max-md:hidden">
            <Sidebar context={context} />
          </div>
        )}
        <div className="flex min-w-0 flex-1 flex-col">{children}</div>
        <Dialog.Root open={menuOpen} onOpenChange={setMenuOpen}>
          <Dialog.Portal>
            <Dialog.Overlay className={scrimClass} />
            <Dialog.Content
              aria-describedby={undefined}
              className="anim-sheet-left fixed inset-y-0 left-0 z-50 w-[248px] bg-surface shadow-sheet outline-none"
            >
              <Dialog.Title className="sr-only">Menu</Dialog.Title>
              <Sidebar context={context} onNavigate={() => setMenuOpen(false)} />
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      </div>
    </ShellMenuContext>
  );
}
