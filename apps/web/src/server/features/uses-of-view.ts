import {
  type Db,
  listDeployments,
  listEndpoints,
  listReleases,
  listViewPublishers,
  listViewReaders,
  type ViewReader,
} from '@millrace/db';
import type { ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { database } from '../database';

/** A release that looks a view up when it answers; `endpoints` serve it now or are about to. */
export type ViewRelease = { id: ReleaseId; number: number; modelId: string; modelName: string; endpoints: string[] };

type NamedPipeline = { id: string; name: string };

/** Who publishes a view, who trains with it, and which releases look it up. */
export async function usesOfView(projectId: ProjectId, view: string) {
  const [publishers, readers, releases] = await Promise.all([
    listViewPublishers(database(), projectId),
    listViewReaders(database(), projectId),
    releasesOfView(database(), { projectId, view }),
  ]);
  const ofView = (users: readonly ViewReader[]) =>
    users.flatMap(({ view: used, pipelineId: id, name }): NamedPipeline[] => (used === view ? [{ id, name }] : []));
  return { publishers: ofView(publishers), readers: ofView(readers), releases };
}

/** Releases that look a view up. One query after the other: a transaction has one connection. */
export async function releasesOfView(
  db: Db,
  { projectId, view }: { projectId: ProjectId; view: string },
): Promise<ViewRelease[]> {
  const releases = await listReleases(db, { projectId });
  const serving = await releasesServed(db, projectId);
  return releases
    .filter(({ manifest }) => manifest.signature.inputs.some(({ lookup }) => lookup?.view === view))
    .map(({ id, number, modelId, modelName }) => {
      return { id, number, modelId, modelName, endpoints: [...(serving.get(id) ?? [])] };
    });
}

/** Names of the endpoints behind each release that can answer: by traffic, as a fallback, as a shadow, or soon. */
async function releasesServed(db: Db, projectId: ProjectId): Promise<Map<ReleaseId, Set<string>>> {
  const endpoints = await listEndpoints(db, projectId);
  const deployments = await listDeployments(db, { projectId, limit: 200 });
  const served = new Map<ReleaseId, Set<string>>();
  const note = (release: ReleaseId, endpoint: string) =>
    served.set(release, (served.get(release) ?? new Set()).add(endpoint));
  for (const { id, name, config } of endpoints) {
    for (const { release } of config?.routes ?? []) note(release, name);
    for (const release of config?.chain ?? []) note(release, name);
    if (config?.shadow !== undefined) note(config.shadow.release, name);
    for (const { endpointId, releaseId, status } of deployments)
      if (endpointId === id && (status === 'queued' || status === 'running')) note(releaseId, name);
  }
  return served;
}
