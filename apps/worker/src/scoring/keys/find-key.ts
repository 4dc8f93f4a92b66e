import { type ApiKey, type Database, findApiKeyByHash, getMemberRole } from '@millrace/db';

/** A key ends when its owner leaves the project, as it does for the rest of the API. */
export async function findKeyOfMember(db: Database, hash: string): Promise<ApiKey | null> {
  const key = await findApiKeyByHash(db, hash);
  if (key === null || key.ownerId === null) return null;
  const role = await getMemberRole(db, { projectId: key.projectId, userId: key.ownerId });
  return role === null ? null : key;
}
