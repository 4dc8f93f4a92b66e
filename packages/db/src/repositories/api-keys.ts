import type { KeyScope } from '@millrace/pipeline-core/access';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type ApiKey, toApiKey } from '../mappers/api-key-row';

/** The key with this hash (as the sign-in library stores it), if it is enabled and has not expired. */
export async function findApiKeyByHash(db: Db, hash: string): Promise<ApiKey | null> {
  const row = await db.prisma.apikey.findFirst({ where: { key: hash } });
  return row === null ? null : ifUsable(toApiKey(row));
}

/** A key of a project, if it is enabled and has not expired. */
export async function getApiKey(db: Db, key: { projectId: ProjectId; id: string }): Promise<ApiKey | null> {
  const row = await db.prisma.apikey.findFirst({ where: { id: key.id, referenceId: key.projectId } });
  return row === null ? null : ifUsable(toApiKey(row));
}

function ifUsable(key: ApiKey): ApiKey | null {
  const expired = key.expiresAt !== null && key.expiresAt.getTime() <= Date.now();
  return key.enabled && !expired ? key : null;
}

/** Keys of a project, newest first, without their hashes. */
export async function listApiKeys(db: Db, projectId: ProjectId): Promise<ApiKey[]> {
  const rows = await db.prisma.apikey.findMany({ where: { referenceId: projectId }, orderBy: { createdAt: 'desc' } });
  return rows.map(toApiKey);
}

export type NewApiKey = {
  projectId: ProjectId;
  name: string;
  prefix: string;
  /** First characters, kept for display. */
  start: string;
  hash: string;
  scopes: readonly KeyScope[];
  ownerId: UserId;
  expiresAt: Date | null;
};

/** Stores a key by its hash, in the shape the sign-in library gives its own keys. */
export async function createApiKey(db: Db, input: NewApiKey): Promise<{ id: string }> {
  const now = new Date();
  return db.prisma.apikey.create({
    data: {
      id: crypto.randomUUID(),
      name: input.name,
      prefix: input.prefix,
      start: input.start,
      key: input.hash,
      referenceId: input.projectId,
      expiresAt: input.expiresAt,
      permissions: JSON.stringify({ millrace: input.scopes }),
      metadata: JSON.stringify({ ownerId: input.ownerId }),
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
}

/** Ends a key at once; false when the project has no such key. */
export async function revokeApiKey(db: Db, key: { projectId: ProjectId; id: string }): Promise<boolean> {
  const { count } = await db.prisma.apikey.deleteMany({ where: { id: key.id, referenceId: key.projectId } });
  return count === 1;
}
