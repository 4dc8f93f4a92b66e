import { createHash } from 'node:crypto';
import { appendAudit, useSetupToken as consumeSetupToken, listProjects } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { joinProject } from '../members/join-project';
import { createProjectWithOwner } from '../projects/create-project';
import { createAccount, newAccountSchema } from './create-account';

export const setupInputSchema = newAccountSchema.extend({
  token: z.string().min(20),
  projectName: z.string().trim().min(1).max(80).default('First project'),
});

/** First run: the one-time link makes the owner's account and a first project. The link dies with its first use. */
export async function completeSetup(input: z.output<typeof setupInputSchema>): Promise<{ project: string }> {
  const tokenHash = createHash('sha256').update(input.token).digest('hex');
  const { token: _token, projectName, ...account } = input;
  if (!(await consumeSetupToken(database(), tokenHash))) {
    throw new Refusal(
      'forbidden',
      'This set-up link was used already or is older than 24 hours.',
      'Start Millrace again: it prints a new one while no account exists.',
    );
  }
  const owner = await createAccount(account, { installationAdmin: true });
  for (const project of await listProjects(database()))
    await joinProject({ projectId: project.id, userId: owner.id, role: 'admin' });
  const project = await createProjectWithOwner({ name: projectName, ownerId: owner.id });
  await appendAudit(database(), {
    projectId: project.id,
    actor: owner.id,
    action: 'installation.set-up',
    subject: owner.email,
    details: {},
  });
  return { project: project.slug };
}
