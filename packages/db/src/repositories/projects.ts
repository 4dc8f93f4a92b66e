import { randomUUID } from 'node:crypto';
import { type Role, roleSchema } from '@millrace/pipeline-core/access';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { memberSchema, type Project, type ProjectMember, projectSchema } from '../mappers/project-row';

/** Makes a project with its first admin. Throws on a slug that is taken. */
export async function createProject(db: Db, input: { name: string; slug: string; ownerId: string }): Promise<Project> {
  const row = await db.prisma.organization.create({
    data: {
      id: randomUUID(),
      name: input.name,
      slug: input.slug,
      members: { create: { id: randomUUID(), userId: input.ownerId, role: 'admin' satisfies Role } },
    },
  });
  return projectSchema.parse(row);
}

export async function getProject(db: Db, id: ProjectId): Promise<Project | null> {
  const row = await db.prisma.organization.findUnique({ where: { id } });
  return row === null ? null : projectSchema.parse(row);
}

export async function getProjectBySlug(db: Db, slug: string): Promise<Project | null> {
  const row = await db.prisma.organization.findUnique({ where: { slug } });
  return row === null ? null : projectSchema.parse(row);
}

export async function listProjects(db: Db): Promise<Project[]> {
  const rows = await db.prisma.organization.findMany({ orderBy: { createdAt: 'asc' } });
  return rows.map((row) => projectSchema.parse(row));
}

/** Projects a person is a member of, oldest first. */
export async function listProjectsOfUser(db: Db, userId: UserId | string): Promise<(Project & { role: Role })[]> {
  const rows = await db.prisma.member.findMany({
    where: { userId },
    include: { organization: true },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => ({ ...projectSchema.parse(row.organization), role: toRole(row.role) }));
}

/** Role of a person in a project; null when not a member: then nothing of it may be shown. */
export async function getMemberRole(
  db: Db,
  input: { projectId: ProjectId; userId: UserId | string },
): Promise<Role | null> {
  const row = await db.prisma.member.findUnique({
    where: { organizationId_userId: { organizationId: input.projectId, userId: input.userId } },
  });
  return row === null ? null : toRole(row.role);
}

export async function listMembers(db: Db, projectId: ProjectId): Promise<ProjectMember[]> {
  const rows = await db.prisma.member.findMany({
    where: { organizationId: projectId },
    include: { user: true },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ user, role, createdAt }) =>
    memberSchema.parse({ userId: user.id, name: user.name, email: user.email, role: toRole(role), since: createdAt }),
  );
}

/** Number of accounts: zero means that the first run has not happened. */
export function countUsers(db: Db): Promise<number> {
  return db.prisma.user.count({ where: { accounts: { some: {} } } });
}

/** The sign-in library calls whoever made an organization its owner; here that is an admin. */
function toRole(text: string): Role {
  return text === 'owner' ? 'admin' : roleSchema.parse(text);
}

/** Changes the name people see; the slug in addresses stays. */
export async function renameProject(db: Db, input: { id: ProjectId; name: string }): Promise<void> {
  await db.prisma.organization.update({ where: { id: input.id }, data: { name: input.name } });
}
