import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { openSealed, sealSecret } from '../secrets/seal';

/** What may be known of a secret: never its value. */
export const secretInfoSchema = z.object({
  name: z.string(),
  createdBy: z.string(),
  updatedBy: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type SecretInfo = z.output<typeof secretInfoSchema>;
export type SecretKey = { projectId: ProjectId; name: string };

/** Sets a secret, new or in place of the one with this name. True when it is new. */
export async function setSecret(
  db: Db,
  input: SecretKey & { value: string; installationKey: string; actor: string },
): Promise<boolean> {
  const { projectId, name, actor } = input;
  const sealed = sealSecret(input.installationKey, { projectId, name }, input.value);
  const row = await db.prisma.secret.upsert({
    where: { projectId_name: { projectId, name } },
    create: { projectId, name, sealed, createdBy: actor, updatedBy: actor },
    update: { sealed, updatedBy: actor },
  });
  return row.createdAt.getTime() === row.updatedAt.getTime();
}

/** Names of the secrets of a project and who set them. */
export async function listSecrets(db: Db, projectId: ProjectId): Promise<SecretInfo[]> {
  const rows = await db.prisma.secret.findMany({
    where: { projectId },
    orderBy: { name: 'asc' },
    omit: { sealed: true },
  });
  return rows.map((row) => secretInfoSchema.parse(row));
}

export async function deleteSecret(db: Db, key: SecretKey): Promise<boolean> {
  return (await db.prisma.secret.deleteMany({ where: key })).count === 1;
}

/** The value of a secret: `missing` when there is none, `unreadable` when it was sealed with another installation's key. */
export async function readSecret(
  db: Db,
  { installationKey, ...key }: SecretKey & { installationKey: string },
): Promise<{ ok: true; value: string } | { ok: false; why: 'missing' | 'unreadable' }> {
  const row = await db.prisma.secret.findUnique({ where: { projectId_name: key } });
  if (row === null) return { ok: false, why: 'missing' };
  const value = openSealed(installationKey, key, row.sealed);
  return value === null ? { ok: false, why: 'unreadable' } : { ok: true, value };
}
