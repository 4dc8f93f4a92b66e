import { ensureCommandLineUser, getMemberRole, getProjectBySlug, listApiKeys, revokeApiKey } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { joinProject } from '../members/join-project';
import { createProjectWithOwner, slugOf } from '../projects/create-project';
import { makeKey } from './api-keys';

const keyName = 'Command line';
const twoHours = 2 * 3600 * 1000;

/** A key of the named project for two hours; the project is made when it is not there. */
export async function makeCommandLineKey(projectName: string): Promise<{ key: string; project: string }> {
  const ownerId = await ensureCommandLineUser(database());
  const present = await getProjectBySlug(database(), slugOf(projectName));
  const project = present ?? (await createProjectWithOwner({ name: projectName, ownerId }));
  if ((await getMemberRole(database(), { projectId: project.id, userId: ownerId })) === null) {
    await joinProject({ projectId: project.id, userId: ownerId, role: 'engineer' });
  }
  await revokeEndedKeys(project.id);
  const { key } = await makeKey({
    projectId: project.id,
    name: keyName,
    scopes: ['read', 'run', 'predict', 'deploy'],
    ownerId,
    expiresAt: new Date(Date.now() + twoHours),
  });
  return { key, project: project.slug };
}

/** Keys of earlier commands whose two hours are over. */
async function revokeEndedKeys(projectId: ProjectId): Promise<void> {
  const keys = await listApiKeys(database(), projectId);
  const ended = keys.filter(({ name, expiresAt }) => name === keyName && expiresAt !== null && expiresAt < new Date());
  for (const { id } of ended) await revokeApiKey(database(), { projectId, id });
}
