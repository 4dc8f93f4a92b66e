import { type Endpoint, getReleaseUnchecked, listEndpoints, type NamedRelease } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
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
