import { holdsRight, keyOfActor, type Right } from '@millrace/pipeline-core/access';
import { type ProjectId, userIdSchema } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { getApiKey } from '../repositories/api-keys';
import { getMemberRole } from '../repositories/projects';

/**
 * What somebody who is not there to ask may do in a project now: a member, or an API key with its scopes and never more
 * than its owner's role. Who left, and a key that was revoked or has expired, may nothing.
 */
export async function rightsOfActor(
  db: Db,
  { projectId, actor }: { projectId: ProjectId; actor: string },
): Promise<(right: Right) => boolean> {
  const keyId = keyOfActor(actor);
  const key = keyId === null ? null : await getApiKey(db, { projectId, id: keyId });
  if (keyId !== null && key === null) return () => false;
  const userId = key === null ? userIdSchema.parse(actor) : key.ownerId;
  const role = userId === null ? null : await getMemberRole(db, { projectId, userId });
  if (role === null) return () => false;
  return (right) => holdsRight(key === null ? { role } : { role, scopes: key.scopes }, right);
}
