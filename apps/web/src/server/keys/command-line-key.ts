import {
  ensureCommandLineUser,
  getMemberRole,
  getProjectBySlug,
  listApiKeys,
  listUsers,
  revokeApiKey,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { Refusal } from '../errors';
import { joinProject } from '../members/join-project';
import { createProjectWithOwner, slugOf } from '../projects/create-project';
import { makeKey } from './api-keys';

const keyName = 'Command line';
const twoHours = 2 * 3600 * 1000;

/**
 * A key of the named project for two hours. A project that is not there is made, and people can open it; with `make: false`
 * it is refused.
 */
export async function makeCommandLineKey(
  projectName: string,
  { make }: { make: boolean },
): Promise<{ key: string; project: string }> {
  const ownerId = await ensureCommandLineUser(database());
  const present = await getProjectBySlug(database(), slugOf(projectName));
  if (present === null && !make) {
    throw new Refusal('not-found', `There is no project "${projectName}".`, 'Name it as its address does, after /p/.');
  }
  const project = present ?? (await createProjectWithOwner({ name: projectName, ownerId }));
  const role = await getMemberRole(database(), { projectId: project.id, userId: ownerId });
  if (role === null) await joinProject({ projectId: project.id, userId: ownerId, role: 'engineer' });
  if (role === 'admin') await shareWithInstallationAdmins(project.id);
  await revokeEndedKeys(project.id);
  const { key } = await makeKey({
    projectId: project.id,
    name: keyName,
    scopes: ['read', 'run', 'predict', 'push', 'track:write', 'deploy'],
    ownerId,
    expiresAt: new Date(Date.now() + twoHours),
  });
  return { key, project: project.slug };
}

/**
 * Nobody can sign in as the command line, so a project it made belongs to the people who own the installation as well;
 * one that somebody else made stays theirs. Who has a role in it keeps that role.
 */
async function shareWithInstallationAdmins(projectId: ProjectId): Promise<void> {
  const admins = (await listUsers(database())).filter(({ installationAdmin }) => installationAdmin);
  for (const { id } of admins) await joinProject({ projectId, userId: id, role: 'admin' });
}

/** Keys of earlier commands whose two hours are over. */
async function revokeEndedKeys(projectId: ProjectId): Promise<void> {
  const keys = await listApiKeys(database(), projectId);
  const ended = keys.filter(({ name, expiresAt }) => name === keyName && expiresAt !== null && expiresAt < new Date());
  for (const { id } of ended) await revokeApiKey(database(), { projectId, id });
}
