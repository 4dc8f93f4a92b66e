'use client';

import { usePathname, useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Tabs } from '../../ui/Tabs';
import { useProject } from '../frame/project-context';

/** The tabs of a project's settings. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const { slug, project } = useProject();
  const router = useRouter();
  const tab = usePathname().split('/').at(-1) ?? 'members';
  return (
    <PageFrame crumbs={[{ label: project.name }, { label: 'Settings' }]}>
      <Tabs
        label="Settings"
        value={tab}
        onValueChange={(next) => router.push(`/p/${slug}/settings/${next}`)}
        tabs={[
          { value: 'members', label: 'Members' },
          { value: 'keys', label: 'API keys' },
          { value: 'secrets', label: 'Secrets' },
          { value: 'project', label: 'Project' },
        ]}
      />
      <div className="grid max-w-[860px] gap-4">{children}</div>
    </PageFrame>
  );
}
