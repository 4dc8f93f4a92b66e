'use client';

import { Menu } from 'lucide-react';
import { type ReactNode, useContext } from 'react';
import { cn } from '../../lib/cn';
import { Breadcrumb, type Crumb } from '../Breadcrumb';
import { IconButton } from '../IconButton';
import { ShellMenuContext } from './shell-menu';

/** The bar over a page, 48 high: where one is, then the page's actions. */
export function TopBar({
  crumbs,
  beside,
  actions,
}: {
  crumbs: readonly Crumb[];
  beside?: ReactNode;
  actions?: ReactNode;
}) {
  const openMenu = useContext(ShellMenuContext);
  return (
    <header
      data-topbar
      className="flex h-(--topbar) flex-none items-center gap-2 border-b border-border bg-surface px-2 md:pr-4 md:pl-6"
    >
      {openMenu ? (
        <IconButton label="Menu" icon={<Menu />} tooltip={false} className="md:hidden" onClick={openMenu} />
      ) : null}
      <Breadcrumb crumbs={crumbs} />
      {beside}
      <div className="ml-auto flex flex-none items-center gap-2">{actions}</div>
    </header>
  );
}

export type PageFrameProps = {
  crumbs: readonly Crumb[];
  /** Right of the breadcrumb: a state badge. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** Full-width bars between top bar and content (filters, tabs). */
  bars?: ReactNode;
  /** The page fits the window and its parts scroll, instead of the page itself. */
  fill?: boolean;
  className?: string;
  children: ReactNode;
};

/** A page inside the AppShell: top bar, then content with padding 24 (16 on a phone) and 16 between its sections. */
export function PageFrame({ crumbs, beside, actions, bars, fill = false, className, children }: PageFrameProps) {
  return (
    <>
      <TopBar crumbs={crumbs} beside={beside} actions={actions} />
      {bars}
      <main
        id="content"
        className={cn(
          // Text for screen readers only is placed absolutely: without a place here it would make the window scroll, too.
          'relative flex min-h-0 flex-1 flex-col gap-4 px-4 py-4 md:px-6 md:pt-5 md:pb-6',
          fill ? 'overflow-hidden' : 'thin-scroll overflow-y-auto',
          className,
        )}
      >
        {children}
      </main>
    </>
  );
}
