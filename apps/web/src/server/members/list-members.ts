import { isCommandLineUser, listInvitations, listMembers } from '@millrace/db';
import { environment } from '../../env';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

export const listMembersUseCase = projectQuery('view', noInput, async ({ project, role }) => {
  const members = await listMembers(database(), project.id);
  // Links of open invitations let people in: only those who may invite see them.
  const invitations = role === 'admin' ? await listInvitations(database(), project.id) : [];
  return {
    members: members.map((member) => ({ ...member, commandLine: isCommandLineUser(member.userId) })),
    invitations: invitations.map((invitation) => ({ ...invitation, link: invitationLink(invitation.id) })),
  };
});

/** Address an invited person opens. */
export function invitationLink(id: string): string {
  return `${environment().publicUrl}/welcome?invitation=${id}`;
}
