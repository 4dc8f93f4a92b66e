'use client';

import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { AppShell } from '../../ui/shell/AppShell';
import { useToast } from '../../ui/Toast';
import { useTheme } from '../../ui/use-theme';
import { signOut } from '../account/requests';
import { CommandMenu } from './CommandMenu';
import { NewProjectDialog } from './NewProjectDialog';
import { type Me, ProjectContext, type ProjectSummary } from './project-context';
import { useAttention } from './use-attention';

const themeWords = { system: 'Theme of the system', light: 'Light', dark: 'Dark' };

/** Navigation, project switcher and command palette round the pages of a project. */
export function ProjectFrame(props: {
  me: Me;
  projects: readonly ProjectSummary[];
  current: ProjectSummary;
  children: ReactNode;
}) {
  const { me, projects, current, children } = props;
  const router = useRouter();
  const toast = useToast();
  const path = usePathname();
  const [searching, setSearching] = useState(false);
  const [creating, setCreating] = useState(false);
  const { preference, setPreference } = useTheme();
  const attention = useAttention(current.slug);
  const base = `/p/${current.slug}`;
  const isEditor = new RegExp(`^${base}/pipelines/[^/]+$`).test(path);

  const leave = async () => {
    const { error } = await signOut();
    if (error === null) router.push('/sign-in');
    else toast.show({ tone: 'danger', title: 'Not signed out', detail: error });
  };

  return (
    <ProjectContext value={{ me, project: current }}>
      <AppShell
        navigation={isEditor ? 'rail' : 'sidebar'}
        context={{
          project: current,
          projects,
          onProjectChange: (slug) => router.push(`/p/${slug}`),
          projectActions: [{ id: 'new-project', label: 'New project', onSelect: () => setCreating(true) }],
          user: me,
          userActions: [
            ...(['system', 'light', 'dark'] as const).map((theme) => ({
              kind: 'checkbox' as const,
              id: theme,
              label: themeWords[theme],
              checked: preference === theme,
              onCheckedChange: () => setPreference(theme),
            })),
            { kind: 'separator', id: 'after-theme' },
            ...(me.installationAdmin
              ? [{ id: 'admin', label: 'Administration', onSelect: () => router.push('/admin/users') }]
              : []),
            { id: 'sign-out', label: 'Sign out', onSelect: () => void leave() },
          ],
          settingsHref: `${base}/settings/members`,
          attention,
          onSearch: () => setSearching(true),
        }}
      >
        {children}
      </AppShell>
      <CommandMenu open={searching} onOpenChange={setSearching} />
      <NewProjectDialog open={creating} onOpenChange={setCreating} />
    </ProjectContext>
  );
}
