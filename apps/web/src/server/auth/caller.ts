import { createHash } from 'node:crypto';
import { findApiKeyByHash, getMemberRole } from '@millrace/db';
import type { KeyScope, Role } from '@millrace/pipeline-core/access';
import { type ProjectId, type UserId, userIdSchema } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { auth } from './auth';

/** Who asks: a signed-in person, a program with a key of one project, or nobody. */
export type Caller =
  | { kind: 'person'; user: UserId; name: string; email: string; installationAdmin: boolean }
  | { kind: 'key'; key: string; name: string; project: ProjectId; scopes: KeyScope[]; role: Role }
  | { kind: 'nobody' };

/** The person behind a session cookie. Keys are not looked at here: pages and tRPC take sessions only. */
export async function callerFromSession(headers: Headers): Promise<Caller> {
  const session = await auth().api.getSession({ headers });
  if (session === null) return { kind: 'nobody' };
  const { id, name, email } = session.user;
  return {
    kind: 'person',
    user: userIdSchema.parse(id),
    name,
    email,
    installationAdmin: session.user.role === 'admin',
  };
}

/** The key in `Authorization: Bearer`, `X-API-Key` or as Basic password. */
export function keyFromHeaders(headers: Headers): string | null {
  const direct = headers.get('x-api-key');
  if (direct !== null) return direct;
  const authorization = headers.get('authorization') ?? '';
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return null;
  const [, password] = Buffer.from(value, 'base64').toString('utf8').split(':', 2);
  return password ?? null;
}

/** How a key is stored: the same hash better-auth uses. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** The program behind an API key; nobody when it is unknown, disabled, expired or its owner left the project. */
export async function callerFromKey(headers: Headers): Promise<Caller> {
  const key = keyFromHeaders(headers);
  if (key === null) return { kind: 'nobody' };
  const row = await findApiKeyByHash(database(), hashKey(key));
  if (row === null || row.ownerId === null || !row.enabled || (row.expiresAt !== null && row.expiresAt < new Date()))
    return { kind: 'nobody' };
  // A key never exceeds its owner's role, looked up now: it ends when the owner leaves.
  const role = await getMemberRole(database(), { projectId: row.projectId, userId: row.ownerId });
  if (role === null) return { kind: 'nobody' };
  return { kind: 'key', key: row.id, name: row.name ?? 'key', project: row.projectId, scopes: row.scopes, role };
}
