'use client';

import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '../../lib/cn';
import { Logo } from '../Logo';
import { Tooltip } from '../Tooltip';
import { homeHref, isActivePath, projectNavItems } from './nav-items';
import type { ShellContext } from './shell-types';

/** The navigation as icons, 48 wide, for the editor. */
export function Rail({ context }: { context: ShellContext }) {
  const path = usePathname();
  const items = projectNavItems(context.project?.slug ?? null);
  const settings = { id: 'settings', label: 'Settings', href: context.settingsHref, icon: SlidersHorizontal };
  return (
    <nav
      aria-label="Main"
      className="flex h-full w-12 flex-none flex-col items-center gap-1 overflow-y-auto border-r border-border bg-surface py-2"
    >
      <Link
        href={homeHref(context.project?.slug ?? null)}
        aria-label="Millrace, home"
        className="mb-2 grid size-8 place-items-center rounded-control"
      >
        <Logo />
      </Link>
      {[...items, settings].map((item) => {
        const active = context.activeId ? context.activeId === item.id : isActivePath(item, path);
        const count = context.attention?.[item.id] ?? 0;
        return (
          <Tooltip key={item.id} label={item.label} side="right">
            <Link
              href={item.href}
              aria-label={count > 0 ? `${item.label}, ${count} need attention` : item.label}
              aria-current={active ? 'page' : undefined}
              className={cn(
                'relative grid size-8 flex-none place-items-center rounded-control',
                active ? 'bg-surface-2 text-accent' : 'text-muted hover:bg-hover hover:text-text',
                item.id === 'settings' ? 'mt-auto' : '',
              )}
            >
              <item.icon aria-hidden />
              {count > 0 ? (
                <span className="absolute top-[5px] right-[5px] size-[7px] rounded-full border-[1.5px] border-surface bg-danger" />
              ) : null}
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}
