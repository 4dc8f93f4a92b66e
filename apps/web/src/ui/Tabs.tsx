'use client';

import Link from 'next/link';
import { Tabs as Primitive } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { cn } from '../lib/cn';

export type TabItem = {
  value: string;
  label: ReactNode;
  /** A number behind the label; its tone says whether it asks for attention. */
  count?: number | string;
  tone?: 'neutral' | 'danger' | 'warning';
  disabled?: boolean;
};

export type TabsProps = {
  value: string;
  onValueChange: (value: string) => void;
  tabs: readonly TabItem[];
  label: string;
  /** Without the hairline below, inside a bar that has its own. */
  bare?: boolean;
  listClassName?: string;
  className?: string;
  /** TabPanel elements; leave out where the page renders its content by route. */
  children?: ReactNode;
};

/** A tab that is a page of its own. */
export type TabLink = Omit<TabItem, 'disabled'> & { href: string };

const countTones = {
  neutral: 'bg-surface-2 text-muted',
  danger: 'bg-danger-tint text-danger',
  warning: 'bg-warning-tint text-warning',
};

const listLook = 'flex gap-5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]';
/** As much wider at both ends as the focus ring of a tab stands beside its words, or the list would cut it off. */
const roomLook = '-mx-1.5 px-1.5';
/** The hairline below, of the width of the page all the same. */
const lineLook =
  'bg-[linear-gradient(var(--border),var(--border))] bg-[length:100%_1px] bg-bottom bg-no-repeat [background-origin:content-box]';
const tabLook =
  'relative inline-flex h-9 flex-none items-center gap-1.5 border-b-2 border-transparent font-medium whitespace-nowrap text-muted hover:text-text focus-visible:shadow-none! focus-visible:after:absolute focus-visible:after:-inset-x-1.5 focus-visible:after:inset-y-1 focus-visible:after:rounded-sm focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)] disabled:opacity-50 data-[state=active]:border-accent data-[state=active]:text-text';

/** A row of tabs. Arrow keys move between them; the list scrolls sideways when it does not fit. */
export function Tabs({ value, onValueChange, tabs, label, bare, listClassName, className, children }: TabsProps) {
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} className={className}>
      <Primitive.List aria-label={label} className={cn(listLook, bare ? '' : lineLook, listClassName ?? roomLook)}>
        {tabs.map((tab) => (
          <Primitive.Trigger key={tab.value} value={tab.value} disabled={tab.disabled ?? false} className={tabLook}>
            {tab.label}
            <TabCount tab={tab} />
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {children}
    </Primitive.Root>
  );
}

/**
 * The same row where each tab is a page: the tabs are links, so the browser can open them in a window of their own.
 * Arrow keys move between them without leaving the page, Enter and Space open.
 */
export function TabLinks({ value, tabs, label }: { value: string; tabs: readonly TabLink[]; label: string }) {
  return (
    <Primitive.Root value={value} activationMode="manual">
      <Primitive.List aria-label={label} className={cn(listLook, roomLook)}>
        {tabs.map((tab) => (
          <Primitive.Trigger key={tab.value} value={tab.value} asChild className={tabLook}>
            <Link href={tab.href} scroll={false} onKeyDown={openWithSpace}>
              {tab.label}
              <TabCount tab={tab} />
            </Link>
          </Primitive.Trigger>
        ))}
      </Primitive.List>
    </Primitive.Root>
  );
}

/** Space opens a tab, but of itself no link. */
function openWithSpace(event: KeyboardEvent<HTMLAnchorElement>): void {
  if (event.key !== ' ') return;
  event.preventDefault(); // it would scroll the page
  event.currentTarget.click();
}

function TabCount({ tab: { count, tone = 'neutral' } }: { tab: Pick<TabItem, 'count' | 'tone'> }) {
  if (count === undefined) return null;
  return <span className={cn('rounded-card px-[5px] text-12 tabular-nums', countTones[tone])}>{count}</span>;
}

/** What one tab shows. */
export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <Primitive.Content value={value} className={className}>
      {children}
    </Primitive.Content>
  );
}
