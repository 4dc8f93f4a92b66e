import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { ProjectFrame } from '../../../features/frame/ProjectFrame';
import { callerFromSession } from '../../../server/auth/caller';
import { listProjectsUseCase } from '../../../server/projects/list-projects';
import { enterAccount } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

/** Everything of one project stands inside this frame; strangers are sent to sign in, non-members see "not found". */
export default async function ProjectLayout(props: { params: Promise<{ project: string }>; children: ReactNode }) {
  const { project: slug } = await props.params;
  const caller = await callerFromSession(await headers());
  if (caller.kind !== 'person') redirect('/sign-in');
  const { me, projects } = await listProjectsUseCase.run(enterAccount(caller, 'account'), {});
  const current = projects.find((project) => project.slug === slug);
  if (current === undefined) notFound();
  return (
    <ProjectFrame me={me} projects={projects} current={current}>
      {props.children}
    </ProjectFrame>
  );
}
