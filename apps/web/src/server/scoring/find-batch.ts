import {
  type Endpoint,
  findDelivery,
  findEndpointByName,
  getEndpoint,
  getScoringBatch,
  type ScoringBatch,
} from '@millrace/db';
import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import { describeScoring, type ScoringShape, scoringRequestKey } from '@millrace/pipeline-core/scoring';
import { database } from '../database';
import { notFound } from '../errors';
import type { ProjectContext } from '../use-case';

/** The endpoint of the project with this id or name. */
export async function requireEndpoint({ project }: ProjectContext, named: string): Promise<Endpoint> {
  const id = endpointIdSchema.safeParse(named);
  const found = id.success
    ? await getEndpoint(database(), { projectId: project.id, id: id.data })
    : await findEndpointByName(database(), { projectId: project.id, name: named });
  if (found === null) throw notFound('endpoint');
  return found;
}

/**
 * A batch of the project, also where its endpoint was deleted: by the id of the endpoint, or its name then or now. One of
 * another endpoint counts as none.
 */
export async function requireBatch(
  context: ProjectContext,
  o: { endpoint: string; id: string },
): Promise<ScoringBatch> {
  const batch = await getScoringBatch(database(), { projectId: context.project.id, id: o.id });
  if (batch === null) throw notFound('batch');
  const { id, name } = batch.plan.endpoint;
  if (o.endpoint === id || o.endpoint === name) return batch;
  const renamed = await requireEndpoint(context, o.endpoint);
  if (renamed.id !== id) throw notFound('batch');
  return batch;
}

/** A batch as it is told, with how its webhook was called. */
export async function shapeBatch(batch: ScoringBatch): Promise<ScoringShape> {
  const { plan } = batch;
  const delivery = plan.webhook === null ? null : await findDelivery(database(), scoringRequestKey(plan.id));
  return describeScoring(batch, { delivery });
}
