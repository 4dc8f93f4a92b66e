import { acceptInvitation, appendAudit, findInvitation, hasAccount, type Invitation } from '@millrace/db';
import type { UserId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Caller } from '../auth/caller';
import { createAccount } from '../auth/create-account';
import { database } from '../database';
import { Refusal } from '../errors';
import { joinProject } from './join-project';

export const acceptInputSchema = z.object({
  invitation: z.string().min(1),
  name: z.string().trim().min(1).max(80).optional(),
  password: z.string().min(10, 'Use at least 10 characters.').max(128).optional(),
});

/** What an invitation says, for the page that asks for a name and a password, or for a sign-in. */
export async function describeInvitation(id: string) {
  const invitation = await findInvitation(database(), id);
  if (invitation === null || !isOpen(invitation)) return null;
  return {
    email: invitation.email,
    project: invitation.projectName,
    role: invitation.role,
    hasAccount: await hasAccount(database(), invitation.email),
  };
}

/** Joins the invited person: the one signed in under that address, or a new account. */
export async function acceptInvitationFor(
  caller: Caller,
  input: z.output<typeof acceptInputSchema>,
): Promise<{ project: string }> {
  const invitation = await findInvitation(database(), input.invitation);
  if (invitation === null || !isOpen(invitation)) throw invitationIsOver();
  const userId = await personFor(caller, input, invitation.email);
  // Used up before anybody joins: of two requests at the same moment one gets in.
  if (!(await acceptInvitation(database(), invitation.id))) throw invitationIsOver();
  await joinProject({ projectId: invitation.projectId, userId, role: invitation.role });
  await appendAudit(database(), {
    projectId: invitation.projectId,
    actor: userId,
    action: 'member.join',
    subject: invitation.email,
    details: { role: invitation.role },
  });
  return { project: invitation.projectSlug };
}

function isOpen(invitation: Invitation): boolean {
  return invitation.status === 'pending' && invitation.expiresAt >= new Date();
}

function invitationIsOver(): Refusal {
  return new Refusal(
    'forbidden',
    'This invitation was used already or has expired.',
    'Ask an admin of the project for a new one.',
  );
}

async function personFor(caller: Caller, input: z.output<typeof acceptInputSchema>, email: string): Promise<UserId> {
  if (caller.kind === 'person') {
    if (caller.email === email) return caller.user;
    throw new Refusal(
      'forbidden',
      `This invitation is for ${email}; you are signed in as ${caller.email}.`,
      'Sign out and open the link again.',
    );
  }
  if (input.name === undefined || input.password === undefined) {
    throw new Refusal('invalid', 'A name and a password are needed.', 'Fill in both fields.');
  }
  return (await createAccount({ name: input.name, email, password: input.password }, { installationAdmin: false })).id;
}
