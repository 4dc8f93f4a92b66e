import { appendAudit, listMembers, removeMember, setMemberRole } from '@millrace/db';
import { type Role, roleSchema } from '@millrace/pipeline-core/access';
import { type ProjectId, type UserId, userIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/** Sets a member's role, or takes the member out with `none`. The last admin stays. */
export const changeRoleUseCase = projectAction(
  'manage',
  z.object({ user: userIdSchema, role: z.union([roleSchema, z.literal('none')]) }),
  async ({ project, actor }, { user, role }) => {
    await refuseToLoseLastAdmin({ projectId: project.id, user, role });
    if (role === 'none') await removeMember(database(), { projectId: project.id, userId: user });
    else await setMemberRole(database(), { projectId: project.id, userId: user, role });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'member.role',
      subject: user,
      details: { role },
    });
    return { user, role };
  },
);

async function refuseToLoseLastAdmin(o: { projectId: ProjectId; user: UserId; role: Role | 'none' }): Promise<void> {
  const members = await listMembers(database(), o.projectId);
  const member = members.find(({ userId }) => userId === o.user);
  if (member === undefined) throw notFound('member');
  const admins = members.filter(({ role }) => role === 'admin');
  if (member.role === 'admin' && o.role !== 'admin' && admins.length === 1) {
    throw new Refusal(
      'conflict',
      `${member.name} is the only admin of this project.`,
      'Make somebody else an admin first.',
    );
  }
}
