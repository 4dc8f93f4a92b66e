import { type Endpoint, getReleaseUnchecked, listEndpoints, type NamedRelease } from '@millrace/db';
import type { ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { busiest } from '@millrace/pipeline-core/release';
import { database } from '../database';

/** Endpoints of a project by name, each with the release that takes most of its traffic; null before the first. */
export async function listAnswering(
  projectId: ProjectId,
): Promise<{ endpoint: Endpoint; release: NamedRelease | null }[]> {
  const endpoints = await listEndpoints(database(), projectId);
  return Promise.all(
    endpoints.map(async (endpoint) => ({
      endpoint,
      release: endpoint.config === null ? null : await getReleaseUnchecked(database(), busiest(endpoint.config)),
    })),
  );
}

/** Every release that has traffic at an endpoint of a project, with its share of it in (0, 1]; endpoints by name. */
export async function listRouted(
  projectId: ProjectId,
): Promise<{ endpoint: Endpoint; release: ReleaseId; share: number }[]> {
  const endpoints = await listEndpoints(database(), projectId);
  return endpoints.flatMap((endpoint) =>
    sharesOf(endpoint.config?.routes ?? []).map((routed) => ({ endpoint, ...routed })),
  );
}

type Routes = readonly { release: ReleaseId; weight: number }[];

function sharesOf(routes: Routes): { release: ReleaseId; share: number }[] {
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  return routes.flatMap(({ release, weight }) => (weight > 0 ? [{ release, share: weight / total }] : []));
}
