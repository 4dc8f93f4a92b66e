import { type Right, type Role, roleHasRight } from '@millrace/pipeline-core/access';
import { createContext, useContext } from 'react';

export type ProjectSummary = { slug: string; name: string; role: Role };
export type Me = { id: string; name: string; email: string; installationAdmin: boolean };
export type ProjectFacts = { me: Me; project: ProjectSummary };

export const ProjectContext = createContext<ProjectFacts | null>(null);

/** The project whose pages these are, and who looks at them. */
export function useProject(): ProjectFacts & { slug: string; can(right: Right): boolean } {
  const facts = useContext(ProjectContext);
  if (facts === null) throw new Error('useProject stands outside ProjectFrame');
  return { ...facts, slug: facts.project.slug, can: (right) => roleHasRight(facts.project.role, right) };
}
