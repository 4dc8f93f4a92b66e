import type { Db } from '../client';

/** Makes the one-time link of the first run valid; older ones stop working. Only the hash is kept. */
export async function createSetupToken(db: Db, input: { tokenHash: string; expiresAt: Date }): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.prisma.setupToken.deleteMany({ where: { usedAt: null } });
    await tx.prisma.setupToken.create({ data: input });
  });
}

/** Uses up a token. True exactly once, and only before it expires. */
export async function useSetupToken(db: Db, tokenHash: string): Promise<boolean> {
  const { count } = await db.prisma.setupToken.updateMany({
    where: { tokenHash, usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  });
  return count === 1;
}

/** Whether a token with this hash would be accepted now. */
export async function isSetupTokenOpen(db: Db, tokenHash: string): Promise<boolean> {
  const open = await db.prisma.setupToken.count({ where: { tokenHash, usedAt: null, expiresAt: { gt: new Date() } } });
  return open === 1;
}
