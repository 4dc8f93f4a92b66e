import { appendAudit, renameProject } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { projectAction } from '../use-case';

export const renameProjectUseCase = projectAction(
  'manage',
  z.object({ name: z.string().trim().min(1).max(80) }),
  async ({ project, actor }, { name }) => {
    await renameProject(database(), { id: project.id, name });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'project.rename',
      subject: project.slug,
      details: { name },
    });
    return { name };
  },
);
