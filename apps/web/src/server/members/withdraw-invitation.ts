import { appendAudit, cancelInvitation } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction } from '../use-case';

/** Takes an open invitation back: its link lets nobody in any more. */
export const withdrawInvitationUseCase = projectAction(
  'manage',
  z.object({ id: z.string().min(1) }),
  async ({ project, actor }, { id }) => {
    const email = await cancelInvitation(database(), { projectId: project.id, id });
    if (email === null) throw notFound('invitation');
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'member.withdraw-invitation',
      subject: email,
      details: {},
    });
    return { id };
  },
);
