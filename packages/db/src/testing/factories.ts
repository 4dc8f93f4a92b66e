import { randomBytes, randomUUID } from 'node:crypto';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import type { Project } from '../mappers/project-row';
import type { Source } from '../mappers/source-row';
import { createApiKey, type NewApiKey } from '../repositories/api-keys';
import { createDataset } from '../repositories/datasets';
import { createProject } from '../repositories/projects';
import { createSource } from '../repositories/sources';

/** An account with a unique address. */
export async function makeUser(db: Db): Promise<{ id: string; email: string }> {
  const id = randomUUID();
  const email = `${id}@example.test`;
  await db.prisma.user.create({ data: { id, email, name: `Person ${id.slice(0, 4)}` } });
  return { id, email };
}

/** A project with an admin; made one unless `ownerId` is given. */
export async function makeProject(db: Db, input: { ownerId?: string } = {}): Promise<Project> {
  const ownerId = input.ownerId ?? (await makeUser(db)).id;
  const slug = `project-${randomBytes(4).toString('hex')}`;
  return createProject(db, { name: slug, slug, ownerId });
}

/** A key that stays valid unless `expiresAt` is given; `hash` is that of what its holder sends. */
export function makeApiKey(
  db: Db,
  o: Pick<NewApiKey, 'projectId' | 'ownerId' | 'scopes'> & Partial<Pick<NewApiKey, 'name' | 'hash' | 'expiresAt'>>,
): ReturnType<typeof createApiKey> {
  return createApiKey(db, { name: 'k', hash: randomUUID(), expiresAt: null, ...o, prefix: 'mr_', start: 'mr_' });
}

/** A source with a dataset of the same name; one that is pushed to unless `config` says another. */
export async function makeSource(
  db: Db,
  o: { projectId: ProjectId; name?: string; config?: object; createdBy?: string },
): Promise<Source> {
  const { projectId, name = 'orders', config = {}, createdBy = 'ada' } = o;
  const dataset = await createDataset(db, { projectId, name, createdBy });
  if (!dataset.ok) throw new Error(dataset.error);
  const source = await createSource(db, {
    ...{ projectId, name, secret: null, datasetId: dataset.value.id, createdBy },
    config: sourceConfigSchema.parse({ kind: 'push', ...config }),
    policy: sourcePolicySchema.parse({}),
  });
  if (!source.ok) throw new Error(source.error);
  return source.value;
}
