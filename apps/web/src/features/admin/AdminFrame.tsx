'use client';

import { usePathname, useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { Logo } from '../../ui/Logo';
import { Tabs } from '../../ui/Tabs';
import { TextLink } from '../../ui/TextLink';

/** Pages of the installation's owner; they show no project's data. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const router = useRouter();
  const tab = usePathname().split('/').at(-1) ?? 'users';
  return (
    <div className="min-h-dvh bg-bg">
      <header className="flex h-(--topbar) items-center gap-3 border-b border-border bg-surface px-6">
        <Logo />
        <span className="font-semibold">Administration</span>
        <TextLink href="/" className="ml-auto">
          Back to the projects
        </TextLink>
      </header>
      <main id="content" className="mx-auto grid max-w-[1100px] gap-4 p-6">
        <Tabs
          label="Administration"
          value={tab}
          onValueChange={(next) => router.push(`/admin/${next}`)}
          tabs={[
            { value: 'users', label: 'Users' },
            { value: 'workers', label: 'Workers' },
            { value: 'capabilities', label: 'Capabilities' },
          ]}
        />
        {children}
      </main>
    </div>
  );
}
