import { randomBytes, randomUUID } from 'node:crypto';
import type { Db } from '../client';
import type { Project } from '../mappers/project-row';
import { createProject } from '../repositories/projects';

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
