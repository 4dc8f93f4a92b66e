import { appendAudit, deleteSecret, listSecrets, listSources, setSecret } from '@millrace/db';
import { z } from 'zod';
import { environment } from '../../env';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { noInput, projectAction, projectQuery } from '../use-case';

export const secretNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the secret a name.')
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, 'Letters, digits, spaces, dots, dashes and underscores.');

/** Names of secrets and what uses them; a value is never shown again. */
export const listSecretsUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [secrets, sources] = await Promise.all([
    listSecrets(database(), project.id),
    listSources(database(), project.id),
  ]);
  const usersOf = (name: string) =>
    sources.filter(({ secret }) => secret === name).map(({ id, name: source }) => ({ id, name: source }));
  return { secrets: secrets.map((secret) => ({ ...secret, usedBy: usersOf(secret.name) })) };
});

/** Sets a secret, new or in place of the one with this name. */
export const setSecretUseCase = projectAction(
  'manage',
  z.object({ name: secretNameSchema, value: z.string().min(1, 'The secret is empty.').max(16_384) }),
  async ({ project, actor }, { name, value }) => {
    const installationKey = environment().MILLRACE_KEY;
    if (installationKey === undefined)
      throw new Refusal(
        'busy',
        'This installation has no key to seal secrets with.',
        'Start the web server with MILLRACE_KEY.',
      );
    const created = await database().transaction(async (tx) => {
      const isNew = await setSecret(tx, { projectId: project.id, name, value, installationKey, actor });
      const action = isNew ? 'secret.create' : 'secret.replace';
      await appendAudit(tx, { projectId: project.id, actor, action, subject: name, details: {} });
      return isNew;
    });
    return { name, created };
  },
);

export const deleteSecretUseCase = projectAction(
  'manage',
  z.object({ name: secretNameSchema }),
  async ({ project, actor }, { name }) => {
    if (!(await deleteSecret(database(), { projectId: project.id, name }))) throw notFound('secret');
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'secret.delete',
      subject: name,
      details: {},
    });
    return { name };
  },
);
