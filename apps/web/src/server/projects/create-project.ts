import { appendAudit, createProject, getProjectBySlug, type Project } from '@millrace/db';
import type { UserId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { accountUseCase } from '../use-case';

/** Letters, digits and hyphens: what may stand in an address. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'project'
  );
}

/** A project with its first admin; a taken slug gets a number. */
export async function createProjectWithOwner(o: { name: string; ownerId: UserId }): Promise<Project> {
  const base = slugOf(o.name);
  let slug = base;
  for (let n = 2; (await getProjectBySlug(database(), slug)) !== null; n++) slug = `${base}-${n}`;
  return createProject(database(), { name: o.name, slug, ownerId: o.ownerId });
}

export const createProjectUseCase = accountUseCase({
  where: 'account',
  changes: true,
  input: z.object({ name: z.string().trim().min(1).max(80) }),
  async run({ caller, actor }, { name }) {
    const project = await createProjectWithOwner({ name, ownerId: caller.user });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'project.create',
      subject: project.slug,
      details: { name },
    });
    return { slug: project.slug, name: project.name };
  },
});
