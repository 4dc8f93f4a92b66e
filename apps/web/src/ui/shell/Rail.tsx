'use client';

import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '../../lib/cn';
import { Logo } from '../Logo';
import { Tooltip } from '../Tooltip';
import { AttentionDot } from './AttentionDot';
import { homeHref, isActivePath, projectNavItems, spokenName } from './nav-items';
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
        const attention = context.attention?.[item.id];
        const name = spokenName(item.label, attention);
        return (
          <Tooltip key={item.id} label={name} side="right">
            <Link
              href={item.href}
              aria-label={name}
              aria-current={active ? 'page' : undefined}
              className={cn(
                'relative grid size-8 flex-none place-items-center rounded-control',
                active ? 'bg-surface-2 text-accent' : 'text-muted hover:bg-hover hover:text-text',
                item.id === 'settings' ? 'mt-auto' : '',
              )}
            >
              <item.icon aria-hidden />
              {attention === undefined ? null : (
                <AttentionDot className="absolute top-[5px] right-[5px] border-[1.5px] border-surface" />
              )}
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}
