import { type Role, roleSchema } from '@millrace/pipeline-core/access';
import { type ProjectId, projectIdSchema, type UserId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';

const statusSchema = z.enum(['pending', 'accepted', 'cancelled']);

export type Invitation = {
  id: string;
  projectId: ProjectId;
  projectName: string;
  projectSlug: string;
  email: string;
  role: Role;
  status: z.output<typeof statusSchema>;
  expiresAt: Date;
  createdAt: Date;
};

/** Invites an address into a project; an open invitation of the same address is replaced. */
export async function createInvitation(
  db: Db,
  o: { projectId: ProjectId; email: string; role: Role; inviterId: UserId; expiresAt: Date },
): Promise<{ id: string }> {
  const id = crypto.randomUUID();
  const { projectId, ...rest } = o;
  await db.transaction(async (tx) => {
    const open = { organizationId: projectId, email: o.email, status: 'pending' };
    await tx.prisma.invitation.updateMany({ where: open, data: { status: 'cancelled' } });
    await tx.prisma.invitation.create({ data: { id, organizationId: projectId, status: 'pending', ...rest } });
  });
  return { id };
}

/** An invitation by its id, whatever its status. */
export async function findInvitation(db: Db, id: string): Promise<Invitation | null> {
  const row = await db.prisma.invitation.findUnique({ where: { id }, include: { organization: true } });
  return row === null ? null : toInvitation(row);
}

/** Open invitations of a project, newest first. */
export async function listInvitations(db: Db, projectId: ProjectId): Promise<Invitation[]> {
  const rows = await db.prisma.invitation.findMany({
    where: { organizationId: projectId, status: 'pending', expiresAt: { gt: new Date() } },
    include: { organization: true },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(toInvitation);
}

/** Uses an invitation up; false when somebody was faster. */
export async function acceptInvitation(db: Db, id: string): Promise<boolean> {
  const { count } = await db.prisma.invitation.updateMany({
    where: { id, status: 'pending' },
    data: { status: 'accepted' },
  });
  return count === 1;
}

/** Withdraws an open invitation; answers its address, null when the project has no open one with this id. */
export async function cancelInvitation(db: Db, o: { projectId: ProjectId; id: string }): Promise<string | null> {
  const [row] = await db.prisma.invitation.updateManyAndReturn({
    where: { id: o.id, organizationId: o.projectId, status: 'pending' },
    data: { status: 'cancelled' },
  });
  return row?.email ?? null;
}

type InvitationRow = {
  id: string;
  organizationId: string;
  organization: { name: string; slug: string };
  email: string;
  role: string | null;
  status: string;
  expiresAt: Date;
  createdAt: Date;
};

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    projectId: projectIdSchema.parse(row.organizationId),
    projectName: row.organization.name,
    projectSlug: row.organization.slug,
    email: row.email,
    role: roleSchema.parse(row.role),
    status: statusSchema.parse(row.status),
    expiresAt: row.expiresAt,
    createdAt: row.createdAt,
  };
}
