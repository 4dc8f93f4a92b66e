import { type UserId, userIdSchema } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';

export type InstallationUser = {
  id: UserId;
  name: string;
  email: string;
  installationAdmin: boolean;
  projects: number;
  createdAt: Date;
};

/** Everybody who can sign in, oldest first. */
export async function listUsers(db: Db): Promise<InstallationUser[]> {
  const rows = await db.prisma.user.findMany({
    where: { accounts: { some: {} } },
    include: { _count: { select: { members: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => ({
    id: userIdSchema.parse(row.id),
    name: row.name,
    email: row.email,
    installationAdmin: row.role === 'admin',
    projects: row._count.members,
    createdAt: row.createdAt,
  }));
}

/** Whether somebody can sign in under this address. */
export async function hasAccount(db: Db, email: string): Promise<boolean> {
  return (await db.prisma.user.count({ where: { email, accounts: { some: {} } } })) > 0;
}

/** Whether anybody can sign in: not before the first account is made. */
export async function hasAnyAccount(db: Db): Promise<boolean> {
  return (await db.prisma.user.findFirst({ where: { accounts: { some: {} } }, select: { id: true } })) !== null;
}

const commandLine = { id: 'command-line', name: 'Command line', email: 'command-line@localhost.invalid' };

/** Whether it is the user in whose name the command line acts. */
export function isCommandLineUser(id: string): boolean {
  return id === commandLine.id;
}

/**
 * The user in whose name the command line of this machine acts. It has no account, so nobody can sign in as it, and it
 * does not count as the first user.
 */
export async function ensureCommandLineUser(db: Db): Promise<UserId> {
  await db.prisma.user.upsert({ where: { id: commandLine.id }, update: {}, create: { ...commandLine, role: 'user' } });
  return userIdSchema.parse(commandLine.id);
}
