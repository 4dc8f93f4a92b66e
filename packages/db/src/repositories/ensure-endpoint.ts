import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import type { Endpoint } from '../mappers/endpoint-row';
import { createEndpoint, findEndpointByName } from './endpoints';
import { getProject } from './projects';

/** The endpoint of this name in the project, made when there is none. Its address is project.name. */
export async function ensureEndpoint(
  db: Db,
  wanted: { projectId: ProjectId; name: string; sandbox: boolean; createdBy: string },
): Promise<Endpoint> {
  const { projectId, name } = wanted;
  const existing = await findEndpointByName(db, { projectId, name });
  if (existing !== null) return existing;
  const project = await getProject(db, projectId);
  if (project === null) throw new Error(`project ${projectId} is gone`);
  const slug = `${project.slug}.${name}`;
  const created = await createEndpoint(db, { ...wanted, slug });
  if (created.ok) return created.value;
  if (created.error === 'name-taken') throw new Error(`endpoint ${name} is being made elsewhere`); // the retry finds it
  const other = await createEndpoint(db, { ...wanted, slug: `${slug}-${projectId.slice(0, 8)}` });
  if (other.ok) return other.value;
  throw new Error(`the address ${slug} is taken`);
}
