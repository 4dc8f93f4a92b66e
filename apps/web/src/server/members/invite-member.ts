import { appendAudit, createInvitation } from '@millrace/db';
import { roleSchema } from '@millrace/pipeline-core/access';
import { userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { projectAction } from '../use-case';
import { invitationLink } from './list-members';

const sevenDays = 7 * 24 * 3600 * 1000;

export const inviteMemberUseCase = projectAction(
  'manage',
  z.object({
    email: z.email('This is not an e-mail address.').transform((email) => email.toLowerCase()),
    role: roleSchema,
  }),
  async ({ project, actor, caller }, { email, role }) => {
    if (caller.kind !== 'person')
      throw new Refusal('forbidden', 'Only a person can invite people.', 'Sign in as an admin.');
    const expiresAt = new Date(Date.now() + sevenDays);
    const invitation = await createInvitation(database(), {
      projectId: project.id,
      email,
      role,
      inviterId: userIdSchema.parse(caller.user),
      expiresAt,
    });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'member.invite',
      subject: email,
      details: { role },
    });
    return { link: invitationLink(invitation.id), expiresAt };
  },
);
