'use client';

import { Check, ChevronsUpDown, Search, SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '../../lib/cn';
import { Avatar } from '../Avatar';
import { DropdownMenu } from '../DropdownMenu';
import { Shortcut } from '../Kbd';
import { Logo } from '../Logo';
import type { MenuEntry } from '../menu-entries';
import { AttentionDot } from './AttentionDot';
import { homeHref, isActivePath, projectNavItems, spokenName } from './nav-items';
import type { ShellContext } from './shell-types';

const row =
  'flex h-7 w-full items-center gap-2.5 rounded-control px-2 text-left font-medium text-muted transition-colors hover:bg-hover hover:text-text';

/** Navigation of a project: switcher, its places, then search, settings and the person at the bottom. */
export function Sidebar({ context, onNavigate }: { context: ShellContext; onNavigate?: () => void }) {
  const path = usePathname();
  return (
    <div className="flex h-full flex-col gap-0.5 overflow-y-auto p-2">
      <Link
        href={homeHref(context.project?.slug ?? null)}
        className="mb-2 flex h-8 flex-none items-center gap-2 rounded-control px-2 text-14 font-semibold tracking-title"
      >
        <Logo /> Millrace
      </Link>
      <ProjectSwitcher context={context} />
      <nav aria-label="Main" className="grid gap-0.5">
        {projectNavItems(context.project?.slug ?? null).map((item) => {
          const active = context.activeId ? context.activeId === item.id : isActivePath(item, path);
          const attention = context.attention?.[item.id];
          return (
            <Link
              key={item.id}
              href={item.href}
              aria-label={spokenName(item.label, attention)}
              aria-current={active ? 'page' : undefined}
              {...(onNavigate ? { onClick: onNavigate } : {})}
              className={cn(row, active ? 'bg-surface-2 text-text hover:bg-surface-2' : '')}
            >
              <item.icon aria-hidden className={active ? 'text-accent' : ''} />
              {item.label}
              {attention === undefined ? null : <AttentionDot title={attention} className="ml-auto" />}
            </Link>
          );
        })}
      </nav>
      <div className="mt-auto grid gap-0.5 pt-4">
        <button type="button" onClick={context.onSearch} className={row}>
          <Search aria-hidden /> Search
          <span className="ml-auto">
            <Shortcut keys="Ctrl+K" />
          </span>
        </button>
        <Link href={context.settingsHref} className={row}>
          <SlidersHorizontal aria-hidden /> Settings
        </Link>
        {context.user ? <UserButton name={context.user.name} actions={context.userActions ?? []} /> : null}
      </div>
    </div>
  );
}

function ProjectSwitcher({ context }: { context: ShellContext }) {
  const entries: MenuEntry[] = [
    ...context.projects.map((project) => ({
      id: project.slug,
      label: project.name,
      icon: project.slug === context.project?.slug ? <Check aria-label="current" /> : <span className="w-[14px]" />,
      onSelect: () => context.onProjectChange(project.slug),
    })),
    ...(context.projectActions?.length
      ? [{ kind: 'separator' as const, id: 'actions' }, ...context.projectActions]
      : []),
  ];
  return (
    <DropdownMenu
      entries={entries}
      trigger={
        <button
          type="button"
          aria-label={`Project: ${context.project?.name ?? 'none'}`}
          className="mb-3 flex h-8 flex-none items-center gap-2 rounded-control border border-border px-2 text-left font-medium hover:bg-hover"
        >
          <span className="min-w-0 flex-1 truncate">{context.project?.name ?? 'No project yet'}</span>
          <ChevronsUpDown className="size-[14px] text-muted" aria-hidden />
        </button>
      }
    />
  );
}

function UserButton({ name, actions }: { name: string; actions: readonly MenuEntry[] }) {
  return (
    <DropdownMenu
      entries={actions}
      side="top"
      trigger={
        <button type="button" className={row}>
          <Avatar name={name} size={20} className="-ml-0.5" />
          <span className="truncate">{name}</span>
        </button>
      }
    />
  );
}
