import { randomBytes } from 'node:crypto';
import { appendAudit, createApiKey, isCommandLineUser, listApiKeys, revokeApiKey } from '@millrace/db';
import type { KeyScope } from '@millrace/pipeline-core/access';
import { keyScopeSchema } from '@millrace/pipeline-core/access';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { hashKey } from '../auth/caller';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { noInput, projectAction, projectQuery } from '../use-case';

const prefix = 'mr_';

/** Makes a key; its text is shown once and only its hash is kept. */
export async function makeKey(o: {
  projectId: ProjectId;
  name: string;
  scopes: KeyScope[];
  ownerId: UserId;
  expiresAt: Date | null;
}) {
  const key = prefix + randomBytes(32).toString('base64url');
  const row = await createApiKey(database(), { ...o, prefix, start: key.slice(0, 8), hash: hashKey(key) });
  return { id: row.id, key };
}

export const listKeysUseCase = projectQuery('manage', noInput, async ({ project }) => ({
  keys: (await listApiKeys(database(), project.id)).map((key) => ({
    ...key,
    /** Made by a command of this machine, for itself. */
    commandLine: key.ownerId !== null && isCommandLineUser(key.ownerId),
  })),
}));

export const createKeyUseCase = projectAction(
  'manage',
  z.object({
    name: z.string().trim().min(1).max(60),
    scopes: z.array(keyScopeSchema).min(1, 'Choose at least one scope.'),
    days: z.number().int().min(1).max(3650).nullable().default(null),
  }),
  async ({ project, actor, caller }, { name, scopes, days }) => {
    if (caller.kind !== 'person') throw new Refusal('forbidden', 'A key cannot make keys.', 'Sign in as an admin.');
    const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000);
    const made = await makeKey({ projectId: project.id, name, scopes, ownerId: caller.user, expiresAt });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'key.create',
      subject: name,
      details: { scopes },
    });
    return made;
  },
);

export const revokeKeyUseCase = projectAction(
  'manage',
  z.object({ id: z.string() }),
  async ({ project, actor }, { id }) => {
    if (!(await revokeApiKey(database(), { projectId: project.id, id }))) throw notFound('key');
    await appendAudit(database(), { projectId: project.id, actor, action: 'key.revoke', subject: id, details: {} });
    return { id };
  },
);
