'use client';

import { Tabs as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
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

const countTones = {
  neutral: 'bg-surface-2 text-muted',
  danger: 'bg-danger-tint text-danger',
  warning: 'bg-warning-tint text-warning',
};

/** A row of tabs. Arrow keys move between them; the list scrolls sideways when it does not fit. */
export function Tabs({ value, onValueChange, tabs, label, bare, listClassName, className, children }: TabsProps) {
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} className={className}>
      <Primitive.List
        aria-label={label}
        className={cn(
          'flex gap-5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]',
          bare ? '' : 'border-b border-border',
          listClassName,
        )}
      >
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            disabled={tab.disabled ?? false}
            className="inline-flex h-9 flex-none items-center gap-1.5 rounded-t-sm border-b-2 border-transparent font-medium whitespace-nowrap text-muted hover:text-text focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]! disabled:opacity-50 data-[state=active]:border-accent data-[state=active]:text-text"
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className={cn('rounded-card px-[5px] text-12 tabular-nums', countTones[tab.tone ?? 'neutral'])}>
                {tab.count}
              </span>
            )}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {children}
    </Primitive.Root>
  );
}

/** What one tab shows. */
export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <Primitive.Content value={value} className={className}>
      {children}
    </Primitive.Content>
  );
}
