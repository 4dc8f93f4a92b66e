import type { Role } from '@millrace/pipeline-core/access';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';

/** Adds a person to a project. */
export async function addMember(db: Db, o: { projectId: ProjectId; userId: UserId; role: Role }): Promise<void> {
  await db.prisma.member.create({
    data: { id: crypto.randomUUID(), organizationId: o.projectId, userId: o.userId, role: o.role },
  });
}

/** Sets the role of a member; false when there is no such member. */
export async function setMemberRole(db: Db, o: { projectId: ProjectId; userId: UserId; role: Role }): Promise<boolean> {
  const where = { organizationId: o.projectId, userId: o.userId };
  const { count } = await db.prisma.member.updateMany({ where, data: { role: o.role } });
  return count === 1;
}

/** Takes a person out of a project; false when there was no such member. */
export async function removeMember(db: Db, o: { projectId: ProjectId; userId: UserId }): Promise<boolean> {
  const { count } = await db.prisma.member.deleteMany({ where: { organizationId: o.projectId, userId: o.userId } });
  return count === 1;
}
